import type { ReadModelRepository } from '@uno-ts/types'

/** A repository as it is, and what a test sees and does of its reads and writes. */
export interface WatchedRepository<Row> {
  readonly repository: ReadModelRepository<Row>
  /** How many statements have read rows. */
  readonly reads: () => number
  /** How many answers have come from the database and are held back. */
  readonly held: () => number
  /** Holds back what was read, from now on, until the function that it gives is called. */
  holdAnswers(): () => void
  /** The next read fails, with an error of this message. */
  failNextRead(message: string): void
  /** Counts, holds back and fails a read of the same rows that goes past the repository. */
  read<Answer>(work: () => Promise<Answer>): Promise<Answer>
  /** The next write is done, and its answer is lost: an error of this message. */
  loseNextReply(message: string): void
}

const reading: readonly string[] = ['get', 'getModel', 'getMany']
const writing: readonly string[] = ['save', 'saveMany', 'patch', 'delete', 'deleteMany']

/**
 * Watches a repository that stands behind a cache.
 *
 * @example
 * ```ts
 * import { InMemoryReadModelRepository } from '@uno-ts/testing'
 * import { productModel, watchedRepository, type Product } from '@uno-ts/testing/conformance'
 *
 * const truth = watchedRepository(new InMemoryReadModelRepository<Product>({ model: productModel }))
 * await truth.repository.get('a')
 * console.log(truth.reads()) // 1
 * ```
 */
export function watchedRepository<Row>(repository: ReadModelRepository<Row>): WatchedRepository<Row> {
  let reads = 0
  let held = 0
  let gate: Promise<void> = Promise.resolve()
  let failure: Error | undefined
  let loss: Error | undefined

  const read = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    reads++
    const failed = failure
    failure = undefined
    const opened = gate
    if (failed !== undefined) {
      await opened
      throw failed
    }
    const answer = await work()
    held++
    await opened
    held--
    return answer
  }
  const write = async (work: () => Promise<unknown>): Promise<unknown> => {
    const answer = await work()
    const lost = loss
    loss = undefined
    if (lost !== undefined) throw lost
    return answer
  }
  const watched = new Proxy(repository, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name)
      if (typeof own !== 'function') return own
      const call = (...args: unknown[]) => Reflect.apply(own, target, args) as Promise<unknown> // every method of it
      if (reading.includes(String(name))) return (...args: unknown[]) => read(() => call(...args))
      if (writing.includes(String(name))) return (...args: unknown[]) => write(() => call(...args))
      return call
    },
  })
  return {
    repository: watched,
    reads: () => reads,
    held: () => held,
    read,
    holdAnswers() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return () => {
        gate = Promise.resolve()
        resolve()
      }
    },
    failNextRead: (message) => (failure = new Error(message)),
    loseNextReply: (message) => (loss = new Error(message)),
  }
}
