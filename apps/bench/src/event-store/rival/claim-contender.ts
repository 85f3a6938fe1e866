import type { SampleEvent } from '../append/sample-event.ts'

/** A way to append under a condition on tags, before it has been given a database. */
export interface ClaimContender {
  readonly name: string
  /** Makes its tables in the database at `url` and opens at most `connections` connections to it. */
  open(url: string, options: { readonly connections: number }): Promise<OpenClaimContender>
}

/** A way to append under a condition on tags, ready. */
export interface OpenClaimContender extends AsyncDisposable {
  /**
   * Adds one event under a tag, provided that no event of its type has that tag; resolves when it is committed.
   *
   * @throws when there is one
   */
  claim(tag: string, event: SampleEvent): Promise<unknown>
  /** Reads the events of a type with a tag, through the contender's own reader. */
  readTagged(tag: string, type: string): Promise<readonly SampleEvent[]>
  /** How many events its tables hold. */
  count(): Promise<number>
}
