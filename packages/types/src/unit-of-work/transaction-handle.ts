/** The answer to a statement. */
export interface SqlResult<Row> {
  readonly rows: Row[]
  readonly rowCount: number | null
}

/** A statement and its parameters. */
export interface SqlStatement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** As much of a database client as packages share: `pg`'s client fits it. */
export interface SqlConnection {
  /** Sends one statement and gives its rows. */
  query<Row = Record<string, unknown>>(statement: {
    /** A name makes it a prepared statement of this connection. */
    readonly name?: string
    readonly text: string
    readonly values?: unknown[]
  }): Promise<SqlResult<Row>>
}

/**
 * One open transaction, passed between packages that do not know each other: both fields speak to the same connection.
 * `Sql` is the query builder's transaction (Kysely's).
 */
export interface TransactionHandle<Sql = unknown> {
  readonly sql: Sql
  readonly connection: SqlConnection
}
