import type { Event, ProjectionHandlers } from '@uno-ts/types'

/** As much of a projection as its test needs: what `defineProjection` makes fits it. */
export interface TestedProjection<Events extends Event, Sql> {
  readonly name: string
  readonly on: ProjectionHandlers<Events, Sql>
}

/** Where a projection under test keeps its rows, empty at first. */
export interface ProjectionPlace<Sql> {
  /** What handlers get as `tx`. */
  readonly tx: Sql
  /** What handlers call a table. Default: its own name. */
  readonly table?: ((name: string) => string) | undefined
  /** All rows, in an order of their own that does not depend on when they were written. */
  rows(): Promise<readonly unknown[]> | readonly unknown[]
  /** Called when the place is not needed any more. */
  dispose?(): Promise<void> | void
}
