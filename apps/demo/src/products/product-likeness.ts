import {
  FeatureHashingProvider,
  installExtensions,
  VectorIndex,
  type CandidateSource,
  type VectorIndexOptions,
} from '@uno-ts/query-search'
import type { SearchResult, VectorRequest } from '@uno-ts/types'
import { isNoService, type ProductRow } from './list-products.ts'

/** Feature hashing knows words and parts of words, not what they mean: enough for names of goods. */
const embedding = new FeatureHashingProvider()

/** What {@link ProductLikeness} is made of. */
export type ProductLikenessOptions = Omit<VectorIndexOptions<ProductRow>, 'embedding' | 'fields'>

/**
 * Which products have names alike. Names change with every order, so the index is brought up to date when somebody asks:
 * a few milliseconds for the names that changed, once for all who ask meanwhile.
 */
export class ProductLikeness {
  /** Names that are alike, as a part of a hybrid search. */
  readonly candidates: CandidateSource<VectorRequest>
  readonly #index: VectorIndex<ProductRow>
  readonly #db: ProductLikenessOptions['db']
  #installed = false
  #refreshing: Promise<unknown> | undefined

  constructor(options: ProductLikenessOptions) {
    this.#index = new VectorIndex({ ...options, embedding, fields: ['name'] })
    this.#db = options.db
    const { candidates } = this.#index
    this.candidates = {
      name: candidates.name,
      candidates: (request, scope) => candidates.candidates(request, scope),
      prepare: async (request, given) => {
        await this.#bringUpToDate()
        return candidates.prepare?.(request, given) ?? request
      },
    }
  }

  /** @throws CapabilityError on a server without pgvector */
  async similar(
    code: string,
    { limit, signal }: { readonly limit: number; readonly signal: AbortSignal | undefined },
  ): Promise<SearchResult<ProductRow>> {
    await this.#bringUpToDate()
    return this.#index.similar(code, { where: isNoService, limit }, { signal })
  }

  async #bringUpToDate(): Promise<void> {
    await this.#refreshing?.catch(() => undefined) // it may have looked before what the caller has seen
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined))
    await this.#refreshing
  }

  async #refresh(): Promise<void> {
    if (!this.#installed) await installExtensions(this.#db, ['vector'])
    this.#installed = true
    await this.#index.refresh()
  }
}
