import type { RecordedEvent, TenantId } from '@uno-ts/types'

/** Events by whose they are; most batches are one tenant's. */
export function byTenant(events: readonly RecordedEvent[]): ReadonlyMap<TenantId, readonly RecordedEvent[]> {
  const [first] = events
  if (first === undefined || events.every(({ tenant }) => tenant === first.tenant)) {
    return new Map(first === undefined ? [] : [[first.tenant, events]])
  }
  return Map.groupBy(events, ({ tenant }) => tenant)
}
