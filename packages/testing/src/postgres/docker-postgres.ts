import { freePort } from '../server/free-port.ts'
import { runProgram } from '../server/run-program.ts'
import { waitUntil } from '../server/wait-until.ts'
import { ForeignPostgres } from './foreign-postgres.ts'
import type { PostgresServer } from './postgres-server.ts'
import { withClient } from './with-client.ts'

/** Which server {@link startDockerPostgres} starts. */
export interface DockerPostgresOptions {
  /** Holds `PATH`. */
  readonly env: NodeJS.ProcessEnv
  /** The major version. Default 18. */
  readonly version?: number | undefined
  readonly port?: number | undefined
  readonly settings: Readonly<Record<string, string>>
  readonly startTimeoutMs: number
}

/** A throw-away server need not survive a crash of the machine. */
const quick = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

/**
 * PostgreSQL in a container, where a docker daemon runs.
 *
 * @returns the server, or why it cannot be had
 */
export async function startDockerPostgres(options: DockerPostgresOptions): Promise<PostgresServer | string> {
  const { env, version = 18, settings, startTimeoutMs } = options
  const daemon = await runProgram('docker', ['info'], { env, timeoutMs: 10_000 })
  if (!daemon.ok) return `docker: ${daemon.complaint}`
  const image = `postgres:${version}-alpine`
  const port = options.port ?? (await freePort())
  const container = ['run', '--detach', '--rm', '--publish', `127.0.0.1:${port}:5432`]
  const settled = Object.entries({ ...quick, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const args = [...container, '--env', 'POSTGRES_HOST_AUTH_METHOD=trust', image, ...settled]
  const { ok, stdout, complaint } = await runProgram('docker', args, { env })
  if (!ok) return `docker run ${image}: ${complaint}`
  const server = new DockerPostgres(port, { container: stdout.trim(), env })
  // The port accepts before the server behind it does, so it is asked something.
  if (await waitUntil(() => isAnswering(server.url), startTimeoutMs, 50)) return server
  await server.stop()
  return `docker run ${image}: it did not answer within ${startTimeoutMs} ms`
}

/** A container that we started. It can be stopped, and not killed or restarted. */
class DockerPostgres extends ForeignPostgres {
  readonly #container: string
  readonly #env: NodeJS.ProcessEnv

  constructor(
    port: number,
    { container, env }: { readonly container: string; readonly env: NodeJS.ProcessEnv },
  ) {
    super(`postgres://postgres@127.0.0.1:${port}/postgres`, 'docker')
    this.#container = container
    this.#env = env
  }

  override async stop(): Promise<void> {
    await runProgram('docker', ['rm', '--force', this.#container], { env: this.#env })
  }
}

async function isAnswering(url: string): Promise<boolean> {
  const answer = withClient(url, (client) => client.query('select'))
  return answer.then(
    () => true,
    () => false,
  )
}
