import type { AppendCondition, Event, EventQuery, TenantId } from '@uno-ts/types'

/**
 * Lock keys that make a condition's check and its append one step, as numbers for the append function: sorted by
 * absolute value, negative ones exclusive.
 *
 * An event takes shared keys for its type, each tag and each pair of both; a condition takes exclusive keys that every
 * matching event must share: for an item with tags its first tag, alone or with each type. Keys are hashed into 4,096
 * buckets. Key 1 stands for all of them: everybody shares it, and whoever would need more than 256 keys takes it alone,
 * because the server's lock memory is finite.
 */
export function tagLocks(
  tenant: TenantId,
  events: readonly Event[],
  conditions: readonly AppendCondition[] | undefined,
): readonly number[] {
  const [first, another] = events
  if (first !== undefined && another === undefined && first.tags === undefined && !conditions?.length) {
    return [everything, bucket(tenant, first.type, '')] // what aggregates append
  }
  const locks = new Map<number, boolean>()
  for (const { type, tags } of events) {
    share(locks, bucket(tenant, type, ''))
    for (const tag of tags ?? []) {
      share(locks, bucket(tenant, '', tag))
      share(locks, bucket(tenant, type, tag))
    }
  }
  for (const { failIfEventsMatch } of conditions ?? []) {
    for (const key of queryBuckets(tenant, failIfEventsMatch)) locks.set(key, true)
  }
  return ordered(locks)
}

/** The same for a reader that waits until every matching append under way has ended. */
export function queryLocks(tenant: TenantId, query: EventQuery): readonly number[] {
  return ordered(new Map(queryBuckets(tenant, query).map((key) => [key, true])))
}

/** The key that stands for all of them. */
export const everything = 1

/** How many keys one transaction takes beside it. */
export const mostKeys = 256

function ordered(locks: ReadonlyMap<number, boolean>): readonly number[] {
  if (locks.size > mostKeys) return [-everything]
  const keys = [...locks].toSorted(([a], [b]) => a - b).map(([key, exclusive]) => (exclusive ? -key : key))
  return [everything, ...keys]
}

function share(locks: Map<number, boolean>, key: number): void {
  if (!locks.has(key)) locks.set(key, false)
}

function queryBuckets(tenant: TenantId, query: EventQuery): readonly number[] {
  return query.items.flatMap(({ types, tags }) => {
    const tag = tags?.[0] ?? ''
    return types === undefined || types.length === 0
      ? [bucket(tenant, '', tag)]
      : types.map((type) => bucket(tenant, type, tag))
  })
}

/** FNV-1a over the three texts, into 2 … 4097. */
function bucket(tenant: TenantId, type: string, tag: string): number {
  const text = `${tenant}\0${type}\0${tag}`
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return 2 + ((hash >>> 0) % 4096)
}
