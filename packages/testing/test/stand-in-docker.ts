import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../src/server/is-alive.ts'

/** A program called `docker` that writes down what it is asked, and whose containers are processes that only wait. */
export interface StandInDocker extends Disposable {
  /** An environment in which it is the docker that is found. */
  readonly env: { readonly PATH: string }
  /** What it was asked so far, a line each. */
  asked(): readonly string[]
  /** Where the process id of the container stands that was run last. */
  readonly pidFile: string
  /** The processes of containers that were run, and not removed. */
  running(): readonly number[]
}

/** The stand-in. `run --name …` waits as a container does that serves, `rm --force …` ends it; `answers` come first. */
const script = (folder: string, answers: string) => `#!/bin/sh
echo "$@" >> ${folder}/asked
case "$1" in ${answers} esac
case "$1" in
  run) echo $$ > "${folder}/$4.pid"; echo "$4" >> ${folder}/names; echo $$ > ${folder}/new; mv ${folder}/new ${folder}/last; exec sleep 60;;
  rm) kill "$(cat "${folder}/$3.pid")";;
esac
`

/**
 * Makes a stand-in for docker.
 *
 * @param answers - branches of a shell's `case` over the command, where it is to answer otherwise than docker would
 */
export function standInDocker(answers = ''): StandInDocker {
  const folder = mkdtempSync(join(tmpdir(), 'uno-ts-docker-'))
  writeFileSync(join(folder, 'docker'), script(folder, answers), { mode: 0o755 })
  const linesOf = (name: string) => {
    const file = join(folder, name)
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  }
  return {
    env: { PATH: `${folder}:/usr/bin:/bin` },
    asked: () => linesOf('asked'),
    pidFile: join(folder, 'last'),
    running: () =>
      linesOf('names')
        .map((name) => Number(linesOf(`${name}.pid`)[0]))
        .filter(isAlive),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
