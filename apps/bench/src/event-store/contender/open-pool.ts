import { Pool, types, type CustomTypesConfig } from 'pg'

const { INT8, JSON: json, JSONB } = types.builtins

/** The values whose parsers some rivals replace for the whole process, by type. */
const parsers = new Map<number, (text: string) => unknown>([
  [INT8, (text) => text],
  [json, (text) => JSON.parse(text) as unknown],
  [JSONB, (text) => JSON.parse(text) as unknown],
])

/** What `pg` makes of values by itself, whatever rivals have told it. */
export const plainTypes: CustomTypesConfig = {
  getTypeParser: (type, format) => parsers.get(type) ?? types.getTypeParser(type, format),
}

/** Opens a pool on a database that is dropped, or whose server is stopped, while connections may be closing still. */
export function openPool(url: string, connections: number, valueTypes = plainTypes): Pool {
  // Others have long turns, hence no limit to idling.
  return expectLosses(
    new Pool({ connectionString: url, max: connections, idleTimeoutMillis: 0, types: valueTypes }),
  )
}

/** Keeps a pool from ending the process when the server goes away, as it does when a run is interrupted. */
export function expectLosses(pool: Pool): Pool {
  pool.on('error', () => undefined) // whoever has a statement under way hears of it
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
