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
  /**
   * Whether events of these types have always been stored as they are read: no upcaster changes them, nothing else becomes
   * one of them. Values of declared fields stand in the data as the text that JSON carries them in.
   */
  readonly isReadAsStored: (types: readonly string[]) => boolean
}
