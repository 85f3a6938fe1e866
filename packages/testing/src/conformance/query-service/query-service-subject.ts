import type {
  Aggregator,
  GraphSearch,
  HybridIndex,
  QueryService,
  ReadModelDefinition,
  ReadModelRepository,
  SearchIndex,
  VectorSearchIndex,
} from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'
import { productModel, type Product, type ProductSchema } from '../read-model/product.ts'

/**
 * What not every query service can do:
 * `aggregate`: figures over rows. `text`: search over the text of `searchedProductModel`. `vector`: likeness of its rows,
 * by vectors of three dimensions. `graph`: products that go with each other. `hybrid`: words and likeness in one list, from
 * sources called `text` and `vector`.
 */
export type QueryServiceCapability = 'aggregate' | 'text' | 'vector' | 'graph' | 'hybrid'

/** Keeps vectors of products, and finds by them. */
export interface ProductVectors extends VectorSearchIndex<Product> {
  save(vectors: readonly { readonly id: string; readonly vector: readonly number[] }[]): Promise<void>
}

/** The service under test. It holds no rows. */
export interface QueryServiceSubject {
  readonly service: QueryService<Product> &
    Partial<Aggregator<Product> & SearchIndex<Product> & GraphSearch & HybridIndex<Product>>
  /** Keeps the rows that are asked for. */
  readonly repository: Pick<ReadModelRepository<Product>, 'saveMany'>
  /** For `vector` and `hybrid`: three dimensions, by the cosine. */
  readonly vectors?: ProductVectors | undefined
  /** For `graph`: keeps an edge `GOES_WITH`, without direction, between two nodes `Product`. The graph is empty at first. */
  readonly connect?: ((from: string, to: string, weight: number) => Promise<void>) | undefined
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
