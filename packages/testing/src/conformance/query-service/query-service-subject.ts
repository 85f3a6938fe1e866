import type {
  Aggregator,
  QueryService,
  ReadModelDefinition,
  ReadModelRepository,
  SearchIndex,
} from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'
import { productModel, type Product, type ProductSchema } from '../read-model/product.ts'

/**
 * What not every query service can do:
 * `aggregate`: figures over rows. `text`: search over the text of `searchedProductModel`.
 */
export type QueryServiceCapability = 'aggregate' | 'text'

/** The service under test. It holds no rows. */
export interface QueryServiceSubject {
  readonly service: QueryService<Product> & Partial<Aggregator<Product> & SearchIndex<Product>>
  /** Keeps the rows that are asked for. */
  readonly repository: Pick<ReadModelRepository<Product>, 'saveMany'>
  dispose(): Promise<void> | void
}

/** The read model the services are asked about. Create its table before the suite runs. */
export const searchedProductModel: ReadModelDefinition<'conformance_searched_products', ProductSchema, 'id'> =
  {
    ...productModel,
    name: 'conformance_searched_products',
    search: { language: 'english', fields: [{ field: 'name', weight: 'A' }] },
  }

/** A case for query services. */
export type QueryServiceCase = ConformanceCase<QueryServiceSubject, QueryServiceCapability>

/** Cases for query services about one thing. */
export type QueryServiceTopic = ConformanceTopic<QueryServiceSubject, QueryServiceCapability>
