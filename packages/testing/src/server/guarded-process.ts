import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** What {@link startGuarded} needs to know about the program. */
export interface GuardedProcessOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** The account the program runs as. Only root can choose one. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined
  /** What ends the program when this process is gone: `QUIT`, `INT`, `TERM`. */
  readonly signalOnOrphan: string
  /** A folder that is removed when the program outlived this process. */
  readonly removeOnOrphan?: string | undefined
}

/**
 * A small shell between us and the program. Its watcher waits for the other end of a pipe that only this process holds,
 * so that the program is ended however this process ends, `kill -9` included. The watcher ends with the program: it must
 * not signal a process id that meanwhile belongs to somebody else.
 */
const guard = `
exec 3<&0 </dev/null
signal=$1 folder=$2
shift 2
"$@" 3<&- >/dev/null &
program=$!
echo $program
(read -r _ <&3; kill -"$signal" $program) 2>/dev/null &
watcher=$!
exec 3<&-
wait $program
code=$?
kill $watcher 2>/dev/null
if wait $watcher 2>/dev/null && [ -n "$folder" ]; then rm -rf -- "$folder"; fi
exit $code`

/** How much of the program's standard error is remembered. */
const logLength = 20_000

/** A server program that cannot outlive this process. It does not keep this process alive. */
export class GuardedProcess {
  /** The process id of the program itself; `undefined` when it could not be run at all. */
  readonly pid: Promise<number | undefined>
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  #log = ''

  constructor({ file, args, env, cwd, account, signalOnOrphan, removeOnOrphan }: GuardedProcessOptions) {
    this.#child = spawn('/bin/sh', ['-c', guard, 'sh', signalOnOrphan, removeOnOrphan ?? '', file, ...args], {
      ...account,
      cwd,
      env,
      detached: true, // Ctrl-C in a terminal is for us; we end the server when we are done with it
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#exited = once(this.#child, 'exit').catch((error: unknown) => error)
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-logLength)
    })
    this.pid = this.#readPid()
    this.#release()
  }

  /** The end of what the program wrote to its standard error. */
  get log(): string {
    return this.#log
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined
  }

  /** Sends the program a signal, if it runs. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    const pid = await this.pid
    if (pid !== undefined && this.running) process.kill(pid, signal)
  }

  /** Sends the program a signal and waits for its end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    await this.signal(signal)
    await this.exited()
  }

  /** Resolves when the program has ended, for whatever reason. Keeps this process alive until then. */
  async exited(): Promise<void> {
    this.#child.ref()
    await this.#exited
  }

  /** Closes the pipe: the watcher sends its signal, as it does when this process dies. */
  letGo(): void {
    this.#child.stdin?.destroy()
  }

  async #readPid(): Promise<number | undefined> {
    const { stdout } = this.#child
    if (stdout === null) return undefined
    const [line] = await Promise.race([once(stdout, 'data'), once(stdout, 'close')])
    return line === undefined ? undefined : Number(line)
  }

  #release(): void {
    this.#child.unref()
    for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      // Pipes to a child are sockets; the type says only stream.
      ;(pipe as unknown as { unref(): void } | null)?.unref()
    }
  }
}
