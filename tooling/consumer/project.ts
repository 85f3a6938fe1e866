import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runToEnd, type Environment } from '../packages/run-to-end.ts'

/** A project of somebody who uses the packages. */
export interface Project {
  readonly folder: string
  /**
   * Runs a program in the project's folder.
   *
   * @throws Error with all it said, when it fails or takes more than three minutes
   */
  run(program: string, ...args: readonly string[]): Promise<void>
}

const boundMs = 180_000

/** Opens a project whose packages of ours come from `registry`; an empty folder becomes an empty project. */
export function openProject(folder: string, registry: string): Project {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '.npmrc'), `@uno-ts:registry=${registry}\naudit=false\nfund=false\n`)
  const env = ownEnvironment()
  return {
    folder,
    async run(program, ...args) {
      const { ok, output } = await runToEnd(folder, program, args, { env, timeoutMs: boundMs })
      if (!ok) throw new Error(`${[program, ...args].join(' ')}:\n${output.trim()}`)
    },
  }
}

/** The environment without what this repository's own tools have put into it. */
export function ownEnvironment(): Environment {
  const ours = /^(npm_(package|lifecycle|execpath|command)|NODE_OPTIONS|TEST_|DATABASE_URL|INIT_CWD|PNPM_)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}
