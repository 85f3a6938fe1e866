import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** An index that answers is being built, and there is no other one to ask meanwhile. Nothing was read. */
export class IndexBuildingError extends UnoError {
  readonly code = 'ERR_INDEX_BUILDING' as const
  readonly retryable = true
  readonly index: string

  constructor(index: string, options: UnoErrorOptions = {}) {
    super(`the index "${index}" is being built: ask again when it is ready`, options)
    this.index = index
  }
}
