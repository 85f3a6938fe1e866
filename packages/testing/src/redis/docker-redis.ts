import { ConfigurationError } from '@uno-ts/types'
import { accepting } from '../server/accepting.ts'
import { freePort } from '../server/free-port.ts'
import { runProgram } from '../server/run-program.ts'
import { waitUntil } from '../server/wait-until.ts'
import type { RedisServer } from './redis-server.ts'

const image = 'redis:7-alpine'

/**
 * Redis in a container, where a docker daemon runs.
 *
 * @returns the server, or why it cannot be had
 */
export async function startDockerRedis(
  requestedPort: number | undefined,
  startTimeoutMs: number,
): Promise<RedisServer | string> {
  const daemon = await runProgram('docker', ['info'], { timeoutMs: 10_000 })
  if (!daemon.ok) return `docker: ${daemon.complaint}`
  const port = requestedPort ?? (await freePort())
  const publish = `127.0.0.1:${port}:6379`
  const args = ['run', '--detach', '--rm', '--publish', publish, image]
  const { ok, stdout, complaint } = await runProgram('docker', args)
  if (!ok) return `docker run ${image}: ${complaint}`
  const server = new DockerRedis(stdout.trim(), port)
  if (await waitUntil(() => accepting(port), startTimeoutMs, 25)) return server
  await server.stop()
  return `docker run ${image}: it did not listen within ${startTimeoutMs} ms`
}

/** A container that we started. */
class DockerRedis implements RedisServer {
  readonly port: number
  readonly pid: undefined
  readonly origin = 'docker'
  readonly #container: string

  constructor(container: string, port: number) {
    this.#container = container
    this.port = port
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async stop(): Promise<void> {
    await runProgram('docker', ['rm', '--force', this.#container])
  }

  kill(): Promise<void> {
    return this.#refuse()
  }

  restart(): Promise<void> {
    return this.#refuse()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #refuse(): Promise<never> {
    return Promise.reject(
      new ConfigurationError('a Redis in docker can only be stopped: install redis-server'),
    )
  }
}
