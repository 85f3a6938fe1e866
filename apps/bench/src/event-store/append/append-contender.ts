import type { SampleEvent } from './sample-event.ts'

/** A way to append events, before it has been given a database. */
export interface AppendContender {
  readonly name: string
  /** Makes its tables in the database at `url` and opens at most `connections` connections to it. */
  open(url: string, options: { readonly connections: number }): Promise<OpenAppendContender>
}

/** A way to append events, ready. */
export interface OpenAppendContender extends AsyncDisposable {
  /** Adds events, one unless the path says more, to a stream that is at `version`; resolves when they are committed. */
  append(stream: string, version: number, ...events: readonly SampleEvent[]): Promise<unknown>
  /** Reads a stream in the order of its versions, through the contender's own reader. */
  readStream(stream: string): Promise<readonly SampleEvent[]>
  /** Counts what its tables hold. */
  totals(): Promise<AppendTotals>
}

/** What a contender's tables hold. */
export interface AppendTotals {
  readonly events: number
  readonly streams: number
  /** The sum of the versions of all events: it tells contiguous streams from others. */
  readonly versions: number
}
