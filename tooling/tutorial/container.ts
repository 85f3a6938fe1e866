import { cpSync, globSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** What a Dockerfile says, as far as ours goes. */
export interface ContainerPlan {
  /** Names of files that are copied, or patterns of them. */
  readonly files: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What runs while it is built. */
  readonly commands: readonly string[]
  /** What runs in it, and what asks whether it lives; each without a shell. */
  readonly program: readonly string[]
  readonly healthCheck: readonly string[]
}

/** Reads a Dockerfile, so that what it does can be done in a folder where there is no Docker. */
export function readDockerfile(text: string): ContainerPlan {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n')
  const all = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1).trim())
  const program = (line: string | undefined) =>
    JSON.parse(/\[.*\]/.exec(line ?? '[]')?.[0] ?? '[]') as string[]
  return {
    files: all('COPY').flatMap((line) => line.split(' ').slice(0, -1)),
    env: Object.fromEntries(
      all('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=') as [string, string])),
    ),
    commands: all('RUN'),
    program: program(all('CMD')[0]),
    healthCheck: program(all('HEALTHCHECK')[0]),
  }
}

/** Puts what a Dockerfile copies from one folder into another. @throws Error when something is not there */
export function copyInto(target: string, from: string, { files }: ContainerPlan): void {
  mkdirSync(target, { recursive: true })
  for (const pattern of files) {
    const found = globSync(pattern, { cwd: from })
    if (found.length === 0) throw new Error(`the Dockerfile copies ${pattern}: there is no such file`)
    for (const file of found) cpSync(join(from, file), join(target, file))
  }
}
