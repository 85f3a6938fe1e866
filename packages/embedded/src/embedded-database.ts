import type { Pool } from 'pg'
import type { ExtensionName } from './engine/extension.ts'

/** What is known about an embedded database. */
export interface EmbeddedFacts {
  /** The name of its only database. */
  readonly database: string
  /** The PostgreSQL in it: `18.6`. */
  readonly serverVersion: string
  /** What runs it: `PGlite 0.5.14`. */
  readonly engine: string
  readonly extensions: readonly ExtensionName[]
}

/** An open embedded database. `await using` closes it. */
export interface EmbeddedDatabase extends AsyncDisposable {
  /**
   * A real `pg` pool of one connection: the database has only one. Code that asks for a second connection while it
   * holds the first waits for ever, so pass the transaction on.
   */
  readonly pool: Pool
  /** The folder of the data; `undefined` when it is in memory. */
  readonly dir: string | undefined
  readonly facts: EmbeddedFacts

  /**
   * Calls `heard` with the payload of each NOTIFY on `channel`, in the order of their commits, without holding the
   * connection. Notifications come from this process only: no other one can be connected.
   *
   * @returns stops listening
   */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>

  /**
   * Waits for queries under way and connections lent out, then closes the database and leaves the folder to others.
   * Calling it again does nothing.
   */
  close(): Promise<void>
}
