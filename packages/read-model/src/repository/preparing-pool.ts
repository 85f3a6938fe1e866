/** A statement as the driver takes it. */
export interface PreparedQuery {
  /** A name makes it a prepared statement of the connection it runs on. */
  readonly name?: string | undefined
  readonly text: string
  readonly values: unknown[]
  readonly rowMode: 'array'
  readonly types: { getTypeParser(type: number): (text: string) => unknown }
}

/** What the driver answers: each row as a list of its columns. */
export interface ArrayResult {
  readonly rows: readonly (readonly unknown[])[]
  readonly rowCount: number | null
  readonly fields: readonly { readonly name: string }[]
}

/** As much of a pool as the quick path needs; `pg`'s fits it. */
export interface PreparingPool {
  query(statement: PreparedQuery): Promise<ArrayResult>
}
