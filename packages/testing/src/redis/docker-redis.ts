import { ConfigurationError } from '@uno-ts/types'
import { startContainer, type DockerContainer } from '../server/docker-container.ts'
import { freePort } from '../server/free-port.ts'
import { answersPing } from './answers-ping.ts'
import type { RedisServer } from './redis-server.ts'

/** Which server {@link startDockerRedis} starts. */
export interface DockerRedisOptions {
  /** Holds `PATH`. */
  readonly env: NodeJS.ProcessEnv
  readonly port?: number | undefined
  readonly settings: Readonly<Record<string, string>>
  readonly startTimeoutMs: number
}

const unsaved = { save: '', appendonly: 'no' }

/**
 * Redis in a container, where a docker daemon runs. It ends with `stop`, and in any case with this process.
 *
 * @returns the server, or why it cannot be had
 */
export async function startDockerRedis(options: DockerRedisOptions): Promise<RedisServer | string> {
  const { env, settings, startTimeoutMs, port = await freePort() } = options
  const told = Object.entries({ ...unsaved, ...settings }).flatMap(([name, value]) => [`--${name}`, value])
  const container = await startContainer({
    env,
    image: 'redis:7-alpine',
    options: ['--publish', `127.0.0.1:${port}:6379`],
    args: ['redis-server', ...told],
    answers: () => answersPing(port),
    startTimeoutMs,
  })
  return typeof container === 'string' ? container : new DockerRedis(port, container)
}

/** A container that we started. */
class DockerRedis implements RedisServer {
  readonly port: number
  readonly pid: undefined
  readonly origin = 'docker'
  readonly #container: DockerContainer

  constructor(port: number, container: DockerContainer) {
    this.port = port
    this.#container = container
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  stop(): Promise<void> {
    return this.#container.remove()
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
