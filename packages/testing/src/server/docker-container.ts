import { randomBytes } from 'node:crypto'
import { GuardedProcess } from './guarded-process.ts'
import { runProgram } from './run-program.ts'
import { waitUntil } from './wait-until.ts'

/** Which container {@link startContainer} starts, and when it is up. */
export interface ContainerOptions {
  /** Holds `PATH`, and what else docker reads. */
  readonly env: NodeJS.ProcessEnv
  readonly image: string
  /** The options of `docker run`: ports, variables. */
  readonly options: readonly string[]
  /** What the program in it is told. */
  readonly args: readonly string[]
  /** Whether the server in it answers. */
  readonly answers: () => Promise<boolean>
  readonly startTimeoutMs: number
}

/** A container that cannot outlive this process. */
export class DockerContainer {
  readonly #process: GuardedProcess

  constructor(process: GuardedProcess) {
    this.#process = process
  }

  /** Removes the container with what it holds. Calling it again does nothing. */
  async remove(): Promise<void> {
    this.#process.letGo()
    await this.#process.exited()
  }
}

/**
 * Runs a container until it ends or this shell is told to end, and then leaves none of that name. It is removed twice: the
 * first time docker may not have made it yet.
 */
const keeper = `
name=$1
shift
end() {
  docker rm --force "$name"
  kill $!
  wait
  docker rm --force "$name"
  exit 1
} 2>/dev/null
trap end TERM
docker run --rm --name "$name" "$@" &
wait $!`

/**
 * Starts a container, where a docker daemon runs, and waits until the server in it answers.
 *
 * @returns the container, or why it cannot be had; then nothing is left of it
 */
export async function startContainer(options: ContainerOptions): Promise<DockerContainer | string> {
  const { env, image, answers, startTimeoutMs } = options
  const refusal = await lacking(image, env)
  if (refusal !== undefined) return refusal
  const run = runContainer(options)
  const container = new DockerContainer(run)
  // A published port accepts before the server behind it does, so it is asked something.
  await waitUntil(async () => !run.running || (await answers()), startTimeoutMs, 25)
  if (run.running && (await answers())) return container
  const hasEnded = !run.running
  await container.remove()
  if (hasEnded) await waitUntil(() => run.log !== '', 1_000) // its last words may come after its end
  const why = hasEnded ? lastLine(run.log) : `it did not answer within ${startTimeoutMs} ms`
  return `docker run ${image}: ${why}`
}

/** Why the image cannot be run here: no daemon, or it is not to be had. */
async function lacking(image: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const daemon = await runProgram('docker', ['info'], { env, timeoutMs: 10_000 })
  if (!daemon.ok) return `docker: ${daemon.complaint}`
  const present = await runProgram('docker', ['image', 'inspect', image], { env, timeoutMs: 10_000 })
  if (present.ok) return undefined
  const pulled = await runProgram('docker', ['pull', '--quiet', image], { env })
  return pulled.ok ? undefined : `docker pull ${image}: ${pulled.complaint}`
}

function runContainer({ env, image, options, args }: ContainerOptions): GuardedProcess {
  const name = `uno-ts-${randomBytes(6).toString('hex')}`
  return new GuardedProcess({
    file: '/bin/sh',
    args: ['-c', keeper, 'sh', name, ...options, image, ...args],
    env,
    cwd: '/',
    signalOnOrphan: 'TERM',
  })
}

function lastLine(log: string): string {
  return log.trim().split('\n').at(-1) ?? ''
}
