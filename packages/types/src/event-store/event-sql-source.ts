/** Where the events are for a statement in the same database: quoted names, ready to be put into SQL. */
export interface EventSqlSource {
  /** The relation, such as `"uno"."events"`. */
  readonly relation: string
  readonly columns: {
    readonly tenant: string
    readonly streamId: string
    readonly streamVersion: string
    readonly globalPosition: string
    readonly type: string
    readonly schemaVersion: string
    readonly data: string
    readonly metadata: string
    readonly recordedAt: string
  }
}
