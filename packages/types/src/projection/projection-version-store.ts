import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'
import type { ProjectionVersion } from './slice-lease-store.ts'

/** Keeps which versions of projections have begun. */
export interface ProjectionVersionStore {
  /**
   * Notes that a version begins, divided into `slices`. Tells whether this call did it, so that its rows are emptied once;
   * waits for another transaction that is doing it.
   *
   * @throws ConfigurationError when the version began with another number of slices: raise the version to change it
   */
  begin(
    projection: ProjectionVersion,
    options: { readonly slices: number; readonly transaction?: TransactionHandle | undefined },
  ): Promise<boolean>
}
