import { startContainer, type DockerContainer } from '../server/docker-container.ts'
import { freePort } from '../server/free-port.ts'
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
 * PostgreSQL in a container, where a docker daemon runs. It ends with `stop`, and in any case with this process.
 *
 * @returns the server, or why it cannot be had
 */
export async function startDockerPostgres(options: DockerPostgresOptions): Promise<PostgresServer | string> {
  const { env, version = 18, settings, startTimeoutMs, port = await freePort() } = options
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const container = await startContainer({
    env,
    image: `postgres:${version}-alpine`,
    options: ['--publish', `127.0.0.1:${port}:5432`, '--env', 'POSTGRES_HOST_AUTH_METHOD=trust'],
    args: Object.entries({ ...quick, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    answers: () => isAnswering(url),
    startTimeoutMs,
  })
  return typeof container === 'string' ? container : new DockerPostgres(url, container)
}

/** A container that we started. It can be stopped, and not killed or restarted. */
class DockerPostgres extends ForeignPostgres {
  readonly #container: DockerContainer

  constructor(url: string, container: DockerContainer) {
    super(url, 'docker')
    this.#container = container
  }

  override stop(): Promise<void> {
    return this.#container.remove()
  }
}

async function isAnswering(url: string): Promise<boolean> {
  const answer = withClient(url, (client) => client.query('select'))
  return answer.then(
    () => true,
    () => false,
  )
}
