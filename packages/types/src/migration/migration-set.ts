/** One step of a schema, published once and never edited again. */
export interface MigrationStep {
  /** Sorts as text within its set: `001-events`. */
  readonly name: string
  /** The statements for one schema, in order; the schema's name arrives quoted. They run in one transaction. */
  statements(context: MigrationContext): readonly string[]
}

/** What a step is told about where it runs. */
export interface MigrationContext {
  /** The schema's name, quoted: `"uno"`. */
  readonly schema: string
}

/** The tables of one package. */
export interface MigrationSet {
  /** The package's short name: `event-store`. */
  readonly name: string
  readonly steps: readonly MigrationStep[]
}
