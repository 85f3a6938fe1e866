import type { Pool, PoolClient } from 'pg'

/** Counts the statements that are sent on a pool's connections from now on, also on those that are open. */
export function countStatements(pool: Pool): { readonly count: number } {
  const counter = { count: 0 }
  const counted = new WeakSet<PoolClient>()
  pool.on('acquire', (client) => {
    if (counted.has(client)) return
    counted.add(client)
    const query = client.query.bind(client) as (...given: unknown[]) => unknown // whichever overload it is
    client.query = ((...given: unknown[]) => {
      counter.count++
      return query(...given)
    }) as typeof client.query
  })
  return counter
}
