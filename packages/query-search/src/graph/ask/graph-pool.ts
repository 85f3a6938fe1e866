/** As much of a pool as questions to a graph need to be prepared; `pg`'s fits it. */
export interface GraphPool {
  query(statement: {
    /** A name makes it a prepared statement of the connection it runs on. */
    readonly name: string
    readonly text: string
    readonly values: unknown[]
  }): Promise<{ readonly rows: readonly unknown[] }>
}
