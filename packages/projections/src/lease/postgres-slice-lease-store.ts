import type {
  HeldSlice,
  Membership,
  ProjectionMember,
  ProjectionVersion,
  ReclaimOptions,
  SliceLeaseStore,
  SliceStatus,
  TenantId,
  TransactionHandle,
  WantedSlices,
} from '@uno-ts/types'
import { defaultTenant } from '@uno-ts/types'
import type { Kysely } from 'kysely'
import { translated } from '../failure/translated.ts'
import { claimSlices } from './claim-slices.ts'
import { leaveMembers } from './leave-members.ts'
import type { LeaseTables } from './lease-tables.ts'
import { reclaimSlices } from './reclaim-slices.ts'
import { releaseSlices } from './release-slices.ts'
import { renewMember } from './renew-member.ts'
import { sliceStatus } from './slice-status.ts'

/** What a {@link PostgresSliceLeaseStore} is made of. */
export interface PostgresSliceLeaseStoreOptions {
  /** Where statements run that belong to no transaction. `any`: the store knows its own tables only. */
  readonly db: Kysely<any>
  /** The schema of the tables. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose projections are shared. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Shares slices through rows in PostgreSQL, beside the checkpoints they guard: no session is held, so a pooler may stand
 * between, and the server's clock decides who is alive. One statement a call, whatever the number of slices.
 */
export class PostgresSliceLeaseStore implements SliceLeaseStore {
  readonly #tables: LeaseTables

  constructor({ db, schema = 'uno', tenant = defaultTenant }: PostgresSliceLeaseStoreOptions) {
    this.#tables = { db, schema, tenant }
  }

  /** @throws DatabaseError when the database could not be reached */
  async renew(member: ProjectionMember, { ttlMs }: { readonly ttlMs: number }): Promise<Membership> {
    return await translated(renewMember(this.#tables, member, ttlMs))
  }

  /** Never waits: a slice whose former holder is committing a batch is had later. @throws DatabaseError when the database could not be reached */
  async claim(memberId: string, wanted: readonly WantedSlices[]): Promise<readonly HeldSlice[]> {
    if (wanted.length === 0) return []
    return await translated(claimSlices(this.#tables, memberId, wanted))
  }

  /** @throws DatabaseError when the database could not be reached */
  async release(memberId: string, slices: readonly WantedSlices[]): Promise<void> {
    if (slices.length > 0) await translated(releaseSlices(this.#tables, memberId, slices))
  }

  /** @throws DatabaseError when the database could not be reached */
  async leave(memberId: string): Promise<void> {
    await translated(leaveMembers(this.#tables, memberId))
  }

  /** Waits for batches that holders are committing. @throws DatabaseError when the database could not be reached */
  async reclaim(
    projection: ProjectionVersion,
    { slices, position, transaction }: ReclaimOptions = {},
  ): Promise<void> {
    await translated(reclaimSlices(this.#within(transaction), projection, { slices, position }))
  }

  /** @throws DatabaseError when the database could not be reached */
  async status(
    projection: ProjectionVersion,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<readonly SliceStatus[]> {
    return await translated(sliceStatus(this.#within(transaction), projection))
  }

  #within(transaction: TransactionHandle | undefined): LeaseTables {
    const db = (transaction?.sql as Kysely<any> | undefined) ?? this.#tables.db // a handle's `sql` is Kysely's
    return { ...this.#tables, db }
  }
}
