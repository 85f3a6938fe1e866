/** The right to work on something, until it ends. */
export interface Lease {
  /** What is leased: `order-summary/v1/3`. */
  readonly resource: string
  readonly owner: string
  /** Rises with every change of owner; writes are guarded by it. */
  readonly epoch: bigint
  readonly until: Date
}

/** Hands out leases, one owner a resource. */
export interface LeaseStore {
  /** Takes a free or expired lease; `undefined` when somebody else holds it. */
  acquire(resource: string, owner: string, options: { readonly ttlMs: number }): Promise<Lease | undefined>
  /** Prolongs a lease. @throws LeaseLostError when it has another owner by now */
  renew(lease: Lease, options: { readonly ttlMs: number }): Promise<Lease>
  /** Gives a lease back. Harmless when it was lost. */
  release(lease: Lease): Promise<void>
}
