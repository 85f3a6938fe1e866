import type { ProjectionId } from '../identity/branded-ids.ts'

/** Tells queries which version of a projection they read, so that each sees one of them and never a mixture. */
export interface ActiveVersions {
  /** The version that queries read; `undefined` while none has begun. */
  activeVersion(projectionId: ProjectionId): Promise<number | undefined>
  /**
   * What the database calls a table of the active version. Ask once an operation: the tables of a version that was replaced
   * stay for a while.
   *
   * @throws NotFoundError while no version has begun
   */
  activeTable(projectionId: ProjectionId, table: string): Promise<string>
}
