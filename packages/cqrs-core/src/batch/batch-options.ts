import type { ExecuteManyOptions } from '../parallel/execute-many-options.ts'

/**
 * What the commands of a batch are to each other.
 *
 * - `atomic`: all are written together or none, in one unit of work, in their order; a command sees what those before it
 *   have planned
 * - `sequential`: one after the other, each for itself
 * - `parallel`: several at a time, each for itself
 */
export type BatchMode = 'atomic' | 'sequential' | 'parallel'

/** How a batch is executed. */
export interface BatchOptions extends ExecuteManyOptions {
  /** It has no default: what a failure means for the others must be said. */
  readonly mode: BatchMode
}

/** How a stream of commands is executed. */
export interface BatchStreamOptions extends BatchOptions {
  /** How many commands of the stream are all or nothing together, in mode `atomic`. Default 100. */
  readonly batchSize?: number | undefined
}
