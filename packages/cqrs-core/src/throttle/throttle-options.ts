import type { Clock, TenantId } from '@uno-ts/types'
import type { RateLimit } from './token-bucket.ts'

/** How messages are held back. Without any limit nothing is. */
export interface ThrottleOptions {
  /** How often each type may be executed, for all tenants together. Default: any number. */
  readonly everyType?: RateLimit | undefined
  /** Types that have a limit of their own: `{ SendNewsletter: { perSecond: 1 } }`. `undefined` frees a type of it. */
  readonly types?: Readonly<Record<string, RateLimit | undefined>> | undefined
  /** How often each tenant may have messages executed, for all types together. Default: any number. */
  readonly everyTenant?: RateLimit | undefined
  /** Tenants that have a limit of their own. `undefined` frees a tenant of it. */
  readonly tenants?: Readonly<Record<string, RateLimit | undefined>> | undefined
  /** Whose a message is that names no tenant. Default: `default`. */
  readonly tenant?: TenantId | undefined
  /** How many messages may wait for one limit. One more is refused. 0 refuses instead of waiting. Default 100. */
  readonly maxQueued?: number | undefined
  /** How long a message may wait; one that would wait longer is refused at once. In milliseconds, default 5,000. */
  readonly maxWaitMs?: number | undefined
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
}
