import type { SampleEvent } from '../append/sample-event.ts'

/** Who works on a filled log, before it has been told where that is. */
export interface LogContender {
  readonly name: string
  open(url: string, options: { readonly connections: number }): OpenLogContender
}

/** Who works on a filled log. */
export interface OpenLogContender extends AsyncDisposable {
  /** Adds an event to a stream that is at `version`. */
  append(stream: string, version: number, event: SampleEvent): Promise<unknown>
  /** Reads a whole stream, decoded. */
  load(stream: string): Promise<readonly SampleEvent[]>
  /**
   * Prepares appends without a stream, each under a tag, provided that nobody has recorded an event of its type with this
   * tag since the call of `unlessTagged`.
   */
  unlessTagged(event: SampleEvent): Promise<(tag: string) => Promise<unknown>>
  /** Reads the next events of the log after a position, decoded; answers how many there were. */
  readAfter(position: number, limit: number): Promise<number>
  /** How many events stand after a position. */
  countAfter(position: number): Promise<number>
}
