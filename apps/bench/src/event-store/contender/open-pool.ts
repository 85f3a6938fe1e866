import { Pool } from 'pg'

/** Opens a pool on a database that is dropped, or whose server is stopped, while connections may be closing still. */
export function openPool(url: string, connections: number): Pool {
  const pool = new Pool({ connectionString: url, max: connections, idleTimeoutMillis: 0 }) // others have long turns
  pool.on('error', () => undefined) // whoever has a statement under way hears of it
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
