import type { TenantId } from '@uno-ts/types'
import type { ThrottleOptions } from './throttle-options.ts'
import { TokenBucket, type RateLimit } from './token-bucket.ts'

/** A limit that messages meet: a type's, or a tenant's. */
export interface Limited {
  /** Whose limit it is, for messages. */
  readonly subject: string
  readonly bucket: TokenBucket
  /** How many messages wait that need it. */
  waiting: number
}

type Kind = 'type' | 'tenant'

/** So many limits are kept before those nobody needs are looked for. */
const fewest = 1_000

/** The limits of types and tenants. A tenant that has been quiet long enough is forgotten: a full bucket is as good as new. */
export class RateLimits {
  readonly #options: Pick<ThrottleOptions, 'everyType' | 'types' | 'everyTenant' | 'tenants'>
  readonly #limits = new Map<string, Limited>()
  #sweepAt = fewest

  constructor(options: Pick<ThrottleOptions, 'everyType' | 'types' | 'everyTenant' | 'tenants'>) {
    const { everyType, types, everyTenant, tenants } = options
    this.#options = { everyType, types, everyTenant, tenants }
  }

  /** How many limits are remembered. */
  get size(): number {
    return this.#limits.size
  }

  /** The limits that a message meets: none, one or two. */
  of(type: string, tenant: TenantId, now: number): readonly Limited[] {
    const { everyType, types, everyTenant, tenants } = this.#options
    const found: Limited[] = []
    const ofType = rateOf(type, types, everyType)
    if (ofType !== undefined) found.push(this.#limited('type', type, ofType, now))
    const ofTenant = rateOf(tenant, tenants, everyTenant)
    if (ofTenant !== undefined) found.push(this.#limited('tenant', tenant, ofTenant, now))
    return found
  }

  #limited(kind: Kind, name: string, rate: RateLimit, now: number): Limited {
    const subject = `${kind} "${name}"`
    const known = this.#limits.get(subject)
    if (known !== undefined) return known
    if (this.#limits.size >= this.#sweepAt) this.#sweep(now)
    const limited: Limited = { subject, bucket: new TokenBucket(rate, now), waiting: 0 }
    this.#limits.set(subject, limited)
    return limited
  }

  #sweep(now: number): void {
    for (const [subject, { bucket, waiting }] of this.#limits) {
      if (waiting === 0 && bucket.isFull(now)) this.#limits.delete(subject)
    }
    this.#sweepAt = Math.max(fewest, this.#limits.size * 2)
  }
}

/** The rate of a name, which may be spelled out as none. */
function rateOf(
  name: string,
  own: Readonly<Record<string, RateLimit | undefined>> = {},
  every: RateLimit | undefined,
): RateLimit | undefined {
  return Object.hasOwn(own, name) ? own[name] : every
}
