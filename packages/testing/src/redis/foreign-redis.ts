import { ConfigurationError } from '@uno-ts/types'
import type { RedisServer } from './redis-server.ts'

/** A server that somebody else started: we use it and leave it alone. */
export class ForeignRedis implements RedisServer {
  readonly url: string
  readonly port: number
  readonly origin = 'url'
  readonly pid: undefined

  constructor(url: string) {
    this.url = url
    this.port = Number(new URL(url).port || 6379)
  }

  async stop(): Promise<void> {}

  kill(): Promise<void> {
    return this.#refuse('kill')
  }

  restart(): Promise<void> {
    return this.#refuse('restart')
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #refuse(what: string): Promise<never> {
    return Promise.reject(
      new ConfigurationError(`cannot ${what} the Redis of a URL: it was not started here`),
    )
  }
}
