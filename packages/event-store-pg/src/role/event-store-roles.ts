/** Which database roles may do what. Each may be left out; the roles themselves are made by whoever runs the server. */
export interface EventStoreRoles {
  /** Reads events, and follows them. */
  readonly reader?: string | undefined
  /** Also appends, through the functions of the store only: it cannot write, change or delete a row by itself. */
  readonly writer?: string | undefined
  /** Also archives and unarchives streams, and imports history. It can change nothing else either. */
  readonly manager?: string | undefined
}
