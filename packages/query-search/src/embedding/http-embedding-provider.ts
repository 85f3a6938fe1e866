import { EmbeddingError, type Embedding, type EmbeddingProvider, type Secret } from '@uno-ts/types'
import { readEmbeddings } from './read-embeddings.ts'
import { retryAfterMs } from './retry-after.ts'

/** What a {@link HttpEmbeddingProvider} asks, and how. */
export interface HttpEmbeddingProviderOptions {
  /** Where the API begins: `https://api.openai.com/v1`, `http://127.0.0.1:11434/v1`. Its `/embeddings` is asked. */
  readonly url: string
  /** The model, by the name the server knows. */
  readonly model: string
  /** How many numbers the model's embeddings have. */
  readonly dimensions: number
  /** Sent as a bearer token. Default: none is sent. */
  readonly apiKey?: Secret | undefined
  /** Whether the server is told the dimensions: models that can shorten their embeddings need it. Default false. */
  readonly sendDimensions?: boolean | undefined
  /** Headers beside those of the protocol. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** When one call is given up, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined
  /** Default: the one of the platform. */
  readonly fetch?: typeof fetch | undefined
}

/**
 * Asks a server that speaks the embeddings API of OpenAI, as vLLM, Ollama, llama.cpp, LocalAI and text-embeddings-inference
 * do: one request for each call. Wrap it in a `ReliableEmbeddingProvider` for batches and repetitions; an index does so by
 * itself.
 *
 * Neither the key nor a text is part of an error.
 *
 * @example
 * ```ts
 * import { HttpEmbeddingProvider } from '@uno-ts/query-search'
 * import type { Secret } from '@uno-ts/types'
 *
 * export function provider(apiKey: Secret) {
 *   return new HttpEmbeddingProvider({
 *     url: 'https://api.openai.com/v1',
 *     model: 'text-embedding-3-small',
 *     dimensions: 1536,
 *     apiKey,
 *   })
 * }
 * ```
 */
export class HttpEmbeddingProvider implements EmbeddingProvider {
  readonly model: string
  readonly dimensions: number
  readonly #url: string
  readonly #apiKey: Secret | undefined
  readonly #sendDimensions: boolean
  readonly #headers: Readonly<Record<string, string>>
  readonly #timeoutMs: number
  readonly #fetch: typeof fetch

  constructor({
    url,
    model,
    dimensions,
    apiKey,
    sendDimensions = false,
    headers = {},
    timeoutMs = 30_000,
    fetch = globalThis.fetch,
  }: HttpEmbeddingProviderOptions) {
    this.model = model
    this.dimensions = dimensions
    this.#url = `${url.replace(/\/+$/, '')}/embeddings`
    this.#apiKey = apiKey
    this.#sendDimensions = sendDimensions
    this.#headers = headers
    this.#timeoutMs = timeoutMs
    this.#fetch = fetch
  }

  /** @throws EmbeddingError, retryable when the server is busy, broken or not to be reached */
  async embed(
    texts: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly Embedding[]> {
    if (texts.length === 0) return []
    const timeout = AbortSignal.timeout(this.#timeoutMs)
    try {
      const response = await this.#ask(
        texts,
        signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      )
      if (!response.ok) throw await this.#refusal(response)
      return readEmbeddings(this.model, await response.json())
    } catch (error) {
      signal?.throwIfAborted()
      throw this.#translate(error, timeout.aborted)
    }
  }

  #ask(texts: readonly string[], signal: AbortSignal): Promise<Response> {
    const key = this.#apiKey?.reveal()
    return this.#fetch(this.#url, {
      method: 'POST',
      headers: {
        ...this.#headers,
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({
        model: this.model,
        input: texts,
        encoding_format: 'float',
        ...(this.#sendDimensions && { dimensions: this.dimensions }),
      }),
      redirect: 'manual', // the key is for this server alone
      signal,
    })
  }

  async #refusal(response: Response): Promise<EmbeddingError> {
    await response.body?.cancel() // it may repeat a text
    const { status } = response
    return new EmbeddingError(`the server of "${this.model}" answered ${status}`, {
      model: this.model,
      status,
      retryable: status === 408 || status === 409 || status === 429 || status >= 500,
      retryAfterMs: retryAfterMs(response.headers),
    })
  }

  #translate(error: unknown, tooLate: boolean): EmbeddingError {
    if (error instanceof EmbeddingError) return error
    const facts = { model: this.model, cause: error }
    if (tooLate) {
      const message = `the server of "${this.model}" did not answer within ${this.#timeoutMs} ms`
      return new EmbeddingError(message, { ...facts, retryable: true })
    }
    const isUnreadable = error instanceof SyntaxError
    return new EmbeddingError(
      isUnreadable
        ? `the server of "${this.model}" answered something else than JSON`
        : `the server of "${this.model}" could not be reached`,
      { ...facts, retryable: !isUnreadable },
    )
  }
}
