/** As much of a pool as questions to a graph need to be prepared, and ended in time; `pg`'s fits it. */
export interface GraphPool {
  connect(): Promise<GraphConnection>
  query(statement: { readonly text: string; readonly values: unknown[] }): Promise<unknown>
}

/** A connection of a {@link GraphPool}. */
export interface GraphConnection {
  /** The server's name for it, by which another connection can end its statement. */
  readonly processID?: number | null | undefined
  query(statement: {
    /** A name makes it a prepared statement of the connection. */
    readonly name: string
    readonly text: string
    readonly values: unknown[]
  }): Promise<{ readonly rows: readonly unknown[] }>
  on(event: 'error', hear: (error: Error) => void): unknown
  off(event: 'error', hear: (error: Error) => void): unknown
  /** Gives it back, or closes it where `destroy` is true. */
  release(destroy?: boolean): void
}
