import type { GlobalPosition } from '@uno-ts/types'
import type { LogPage } from './log-page.ts'

/** What a reader asks for. */
export interface NextOptions {
  /** Events, at most. */
  readonly limit: number
  /** How long it waits at the end of the log before it looks again by itself, in milliseconds. Default: for ever. */
  readonly pollIntervalMs?: number | undefined
  /** Called when it comes to the end of the log, before it waits there. */
  readonly onHead?: (() => void) | undefined
  /** Ends the wait. Pages that are being read for others are not given up. */
  readonly signal: AbortSignal
}

/** One projection's way along a shared log. */
export interface LogReader {
  /**
   * Gives what follows a position: at least its place moves on, though the page may hold no events. At the end of the log
   * it waits, for ever.
   *
   * @throws what the event store threw; asking again reads again
   */
  next(after: GlobalPosition, options: NextOptions): Promise<LogPage>
  /** Says that nothing is read for a while, so that nobody waits for this reader. */
  rest(): void
}
