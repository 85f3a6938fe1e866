import { ConfigurationError } from '@uno-ts/types'
import { createDatabase, type CreateDatabaseOptions, type TestDatabase } from './create-database.ts'
import type { PostgresServer } from './postgres-server.ts'
import { serverVersion } from './server-version.ts'

/** A server that somebody else started. We end nothing but the databases we made on it. */
export class ForeignPostgres implements PostgresServer {
  readonly url: string
  readonly port: number
  readonly origin: string
  readonly dir: undefined
  readonly pid: undefined
  readonly #databases: TestDatabase[] = []

  constructor(url: string, origin: string) {
    this.url = url
    this.port = Number(new URL(url).port || 5432)
    this.origin = origin
  }

  version(): Promise<string> {
    return serverVersion(this.url)
  }

  async createDatabase(options?: CreateDatabaseOptions): Promise<TestDatabase> {
    const database = await createDatabase(this.url, options)
    this.#databases.push(database)
    return database
  }

  async stop(): Promise<void> {
    for (const database of this.#databases.splice(0)) await database.drop()
  }

  kill(): Promise<void> {
    return this.#refuse('kill')
  }

  restart(): Promise<void> {
    return this.#refuse('restart')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #refuse(what: string): Promise<never> {
    const where = `the server on port ${this.port}`
    return Promise.reject(new ConfigurationError(`cannot ${what} ${where}: it was not started here`))
  }
}
