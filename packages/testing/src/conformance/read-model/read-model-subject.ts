import type { ReadModelRepository } from '@uno-ts/types'
import type { BegunTransaction } from '../begun-transaction.ts'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'
import type { Product } from './product.ts'

/**
 * What not every repository can do:
 * `transactions`: writes as part of a transaction of the caller's.
 */
export type ReadModelCapability = 'transactions'

/** The repository under test. It holds no rows of the tenant it uses when no tenant is named. */
export interface ReadModelSubject {
  readonly repository: ReadModelRepository<Product>
  /** Begins a transaction. Needed for `transactions`. */
  readonly begin?: (() => Promise<BegunTransaction>) | undefined
  dispose(): Promise<void> | void
}

/** A case for read-model repositories. */
export type ReadModelCase = ConformanceCase<ReadModelSubject, ReadModelCapability>

/** Cases for read-model repositories about one thing. */
export type ReadModelTopic = ConformanceTopic<ReadModelSubject, ReadModelCapability>
