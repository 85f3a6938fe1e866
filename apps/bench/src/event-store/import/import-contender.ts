import type { SampleEvent } from '../append/sample-event.ts'

/** An event of a history, with its stream. */
export interface HistoryEvent extends SampleEvent {
  readonly streamId: string
}

/** A way to import a history, before it has been given a database. */
export interface ImportContender {
  readonly name: string
  open(url: string): Promise<OpenImportContender>
}

/** A way to import a history, ready. */
export interface OpenImportContender extends AsyncDisposable {
  /** Makes its tables anew. */
  empty(): Promise<void>
  /** Writes all events, in their order; resolves when they are committed. */
  import(events: readonly HistoryEvent[]): Promise<unknown>
  /** How many events its tables hold. */
  count(): Promise<number>
  /** The same for everybody whose tables hold the same events in the same order. */
  digest(): Promise<string>
}
