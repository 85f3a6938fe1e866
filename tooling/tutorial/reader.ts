import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Environment } from '../packages/run-to-end.ts'
import type { Step } from './read-page.ts'

/** Where a {@link Reader} sits, and what stands in the place of what only they have. */
export interface ReaderOptions {
  /** An empty folder. */
  readonly folder: string
  readonly env: Environment
  /** What is written instead of an address of the tutorial, by that address: free ports, a database that is there. */
  readonly addresses: ReadonlyMap<string, string>
}

/** A process that serves, with what it has written. */
interface Server {
  readonly process: ChildProcess
  output: string
}

/** How long one command may take, in milliseconds: installing is the longest. */
const boundMs = 180_000

/** Does what a tutorial says, word by word. */
export class Reader {
  readonly #options: ReaderOptions
  readonly #servers: Server[] = []
  readonly #scratch = mkdtempSync(join(tmpdir(), 'uno-ts-reader-'))
  #folder: string
  #env: Environment
  #command = ''
  #output = ''

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#folder = options.folder
    this.#env = options.env
  }

  /** Where they are now. */
  get folder(): string {
    return this.#folder
  }

  /**
   * Takes one step.
   *
   * @throws Error when a command fails, or says something else than the page does
   */
  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'save':
        writeFileSync(join(this.#folder, step.file), step.text)
        return
      case 'run':
        await this.run(step.command)
        return
      case 'output':
        return this.#compare(step.text)
      case 'answer':
        return await this.#compareAgain(step.json)
    }
  }

  /** Runs a command, and follows it to another folder. A server is left running, once it says where. */
  async run(typed: string): Promise<string> {
    const command = this.#placed(typed)
    const exported = /^export (?<name>\w+)=(?<value>\S+)$/.exec(command)?.groups
    if (exported !== undefined) {
      this.#env = { ...this.#env, [exported['name'] ?? '']: exported['value'] }
      return ''
    }
    if (/\bnode main\.ts\b/.test(command)) return await this.#serve(command.replace(/ &$/, ''))
    const pwd = join(this.#scratch, 'pwd')
    const child = this.#spawn(`set -e; ${command}; pwd > '${pwd}'`, boundMs)
    const output = textOf(child)
    const status = await ended(child)
    if (status !== 0) throw new Error(`${command}: ended with ${status}\n${output.text}`)
    this.#folder = readFileSync(pwd, 'utf8').trim()
    this.#command = command
    this.#output = output.text
    return output.text
  }

  /**
   * Ends every server as Ctrl-C does.
   *
   * @throws Error when one does not end in good order
   */
  async interrupt(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT'): Promise<void> {
    for (const server of this.#servers.splice(0)) {
      server.process.kill(signal)
      const status = await ended(server.process)
      if (status !== 0) throw new Error(`the server ended with ${status}\n${server.output}`)
    }
  }

  /** Ends what still runs, however a page ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process } of this.#servers.splice(0)) {
      process.kill('SIGKILL')
      await ended(process)
    }
    rmSync(this.#scratch, { recursive: true, force: true })
  }

  async #serve(command: string): Promise<string> {
    const process = this.#spawn(`exec env ${command}`)
    const server: Server = { process, output: '' }
    this.#servers.push(server)
    const output = textOf(process)
    await Promise.race([
      output.until(/http:\/\/\S+/),
      ended(process).then((status) => {
        throw new Error(`${command}: ended with ${status}\n${output.text}`)
      }),
    ])
    server.output = output.text
    return output.text
  }

  #spawn(command: string, timeout?: number): ChildProcess {
    return spawn('bash', ['-c', command], { cwd: this.#folder, env: this.#env, timeout })
  }

  #compare(expected: string): void {
    const lines = this.#output.split('\n').map((line) => line.trim())
    let at = 0
    for (const line of expected.split('\n').map((text) => text.trim())) {
      at = lines.indexOf(line, at) + 1
      if (at === 0) throw new Error(`${this.#command}: the page shows "${line}", here came\n${this.#output}`)
    }
  }

  async #compareAgain(expected: object): Promise<void> {
    const output = await this.run(this.#command)
    const answer = JSON.parse(output.slice(output.indexOf('\r\n\r\n')).trim()) as object // what curl shows below
    const without = (value: object) => ({ ...value, instance: undefined }) // names the request
    if (!isDeepStrictEqual(without(answer), without(expected)))
      throw new Error(`${this.#command}: the page shows another answer than\n${JSON.stringify(answer)}`)
  }

  #placed(command: string): string {
    let placed = command
    for (const [address, other] of this.#options.addresses) placed = placed.replaceAll(address, other)
    return placed
  }
}

interface Text {
  readonly text: string
  until(pattern: RegExp): Promise<void>
}

/** What a process writes, as it grows. */
function textOf(process: ChildProcess): Text {
  const found = { text: '', until }
  function until(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const look = () => pattern.test(found.text) && resolve()
      process.stdout?.on('data', look)
      look()
    })
  }
  process.stdout?.on('data', (data) => (found.text += String(data)))
  process.stderr?.on('data', (data) => (found.text += String(data)))
  return found
}

function ended(process: ChildProcess): Promise<number | string | null> {
  if (process.exitCode !== null || process.signalCode !== null)
    return Promise.resolve(process.exitCode ?? process.signalCode)
  return new Promise((resolve) => process.once('close', (code, signal) => resolve(code ?? signal)))
}
