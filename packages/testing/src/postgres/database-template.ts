import { createDatabase, type TestDatabase } from './create-database.ts'

/** How a {@link DatabaseTemplate} is opened. */
export interface DatabaseTemplateOptions {
  /** The server that has it. */
  readonly serverUrl: string
  /** The database that is copied. Nobody may be connected to it. */
  readonly name: string
  /** How many copies are kept ready, beside those that were given out. Default 1; 0: each is made when it is asked for. */
  readonly spares?: number | undefined
  /** What is dropped with the template: the database itself, by whoever made it. Default: nothing. */
  readonly original?: TestDatabase | undefined
}

/**
 * Gives each test a copy of a database that was filled once. Copies are made before they are asked for: while a test works
 * with one, the server makes the next, and giving it out takes no time at all.
 *
 * {@link createTemplate} makes one. What a global setup has made is opened by its name in the processes that run the tests.
 *
 * @example
 * ```ts
 * import { DatabaseTemplate } from '@uno-ts/testing'
 * import { afterAll, inject } from 'vitest'
 *
 * declare module 'vitest' {
 *   interface ProvidedContext {
 *     readonly shopTemplate: string // `template.name`, of the global setup
 *   }
 * }
 *
 * const template = new DatabaseTemplate({ serverUrl: inject('postgresUrl'), name: inject('shopTemplate') })
 * afterAll(() => template.drop())
 *
 * const database = await template.createDatabase()
 * ```
 */
export class DatabaseTemplate implements AsyncDisposable {
  readonly name: string
  readonly #serverUrl: string
  readonly #spares: number
  readonly #original: TestDatabase | undefined
  readonly #ready: Promise<TestDatabase>[] = []
  #dropped: Promise<void> | undefined

  constructor({ serverUrl, name, spares = 1, original }: DatabaseTemplateOptions) {
    this.name = name
    this.#serverUrl = serverUrl
    this.#spares = spares
    this.#original = original
  }

  /** Begins to make the copies that are kept ready, so that the first one to ask does not wait either. */
  prepare(): void {
    while (this.#dropped === undefined && this.#ready.length < this.#spares) this.#ready.push(this.#copy())
  }

  /** A copy that nobody else has: one that stands ready, else a new one. Whoever takes it drops it. */
  async createDatabase(): Promise<TestDatabase> {
    const copy = this.#ready.shift() ?? this.#copy()
    this.prepare()
    return copy
  }

  /** Drops the copies that nobody has taken, and the `original`. Calling it again does nothing. */
  drop(): Promise<void> {
    return (this.#dropped ??= this.#dropAll())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drop()
  }

  #copy(): Promise<TestDatabase> {
    const copy = createDatabase(this.#serverUrl, { template: this.name })
    copy.catch(() => undefined) // whoever takes it is told
    return copy
  }

  async #dropAll(): Promise<void> {
    const copies = await Promise.allSettled(this.#ready.splice(0))
    const made = copies.filter((copy) => copy.status === 'fulfilled').map(({ value }) => value)
    await Promise.all(made.map((copy) => copy.drop()))
    await this.#original?.drop()
  }
}
