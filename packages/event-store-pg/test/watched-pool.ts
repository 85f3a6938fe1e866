import { Pool } from 'pg'

/** A pool that notes when each statement was sent; what it sends is a pool's own. */
export class WatchedPool extends Pool {
  readonly sentAt: number[] = []

  override query: Pool['query'] = (...statement: unknown[]): never => {
    this.sentAt.push(performance.now())
    return Pool.prototype.query.apply(this, statement as never) as never // whatever form the caller uses
  }
}
