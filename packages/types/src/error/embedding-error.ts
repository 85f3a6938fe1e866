import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The facts of an {@link EmbeddingError}. */
export interface EmbeddingErrorOptions extends UnoErrorOptions {
  /** The model that was asked. */
  readonly model: string
  /** Default false: the same texts get the same answer. */
  readonly retryable?: boolean | undefined
  /** The status of an HTTP server's answer, when it gave one. */
  readonly status?: number | undefined
  /** When it makes sense to come back, in milliseconds from now. */
  readonly retryAfterMs?: number | undefined
}

/** Texts could not be turned into embeddings: the provider did not answer, or not what was asked for. */
export class EmbeddingError extends UnoError {
  readonly code = 'ERR_EMBEDDING' as const
  readonly retryable: boolean
  readonly model: string
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined

  constructor(message: string, options: EmbeddingErrorOptions) {
    super(message, options)
    this.retryable = options.retryable ?? false
    this.model = options.model
    this.status = options.status
    this.retryAfterMs = options.retryAfterMs
  }
}
