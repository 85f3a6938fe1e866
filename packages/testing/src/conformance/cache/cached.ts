import type { CacheFillOptions, ReadModelCache } from '@uno-ts/types'
import { randomUUID } from 'node:crypto'
import { assert } from '../assert.ts'

/** How long values of the cases live, in milliseconds. */
export const ttlMs = 60_000

/** Keys of a scope nobody else has. */
export function someKeys(): (name: string) => string {
  const scope = randomUUID()
  return (name) => `${scope}:${name}`
}

/** The value of a key, `undefined` when it is not there. */
export async function valueOf(cache: ReadModelCache, key: string): Promise<unknown> {
  return (await cache.get(key))?.value
}

/** The token of a lease that must be granted. */
export async function tokenOf(cache: ReadModelCache, key: string): Promise<string> {
  const [lease] = await cache.lease([key])
  assert.equal(lease?.state, 'granted')
  return lease?.state === 'granted' ? lease.token : ''
}

/** Fills a key under a lease, for as long as values of the cases live. */
export function fill(
  cache: ReadModelCache,
  key: string,
  { value, ...options }: { readonly value: unknown } & Omit<CacheFillOptions, 'ttlMs'>,
): Promise<boolean> {
  return cache.fill(key, value, { ttlMs, ...options })
}
