import type { TransactionHandle } from '@uno-ts/types'
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { translateError } from '../error/translate-error.ts'
import { bounded } from '../transaction/bounded.ts'
import { failedBefore } from '../transaction/failed-before.ts'

/** A transaction on one connection of the pool, until it is committed or rolled back. */
export interface OpenTransaction {
  readonly handle: TransactionHandle<Kysely<unknown>>
  /** From here on statements, and pauses between them, are cut off after so many milliseconds. */
  bound(timeoutMs: number): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** Takes a connection, begins a transaction on it, and puts Kysely over it. */
export async function openTransaction(pool: Pool): Promise<OpenTransaction> {
  const client = await pool.connect().catch((error: unknown) => {
    throw translateError(error)
  })
  // A connection that dies between statements raises an event; the next statement tells the caller.
  const ignore = (): void => undefined
  client.on('error', ignore)
  let open = true
  const end = (error?: unknown): void => {
    open = false
    client.off('error', ignore)
    client.release(error instanceof Error ? error : undefined) // a connection in an unknown state is not used again
  }
  try {
    await client.query('begin')
  } catch (error) {
    end(error)
    throw translateError(error)
  }
  return {
    handle: { sql: kyselyOver(client), connection: client },
    async bound(timeoutMs) {
      await client.query(bounded(timeoutMs)).catch((error: unknown) => {
        throw translateError(error)
      })
    },
    async commit() {
      try {
        // A transaction that failed before answers COMMIT with ROLLBACK and no error.
        const { command } = await client.query('commit')
        if (command !== 'COMMIT') throw failedBefore()
        end()
      } catch (error) {
        end(error)
        throw translateError(error)
      }
    },
    async rollback() {
      if (!open) return
      try {
        await client.query('rollback')
        end()
      } catch (error) {
        end(error) // the server undoes what a lost connection left open
      }
    },
  }
}

function kyselyOver(client: PoolClient): Kysely<unknown> {
  // Kysely gives the connection back after each statement; the transaction keeps it.
  const connection = new Proxy(client, {
    get(target, property) {
      if (property === 'release') return () => undefined
      const value: unknown = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const pool: PostgresPool = {
    options: {},
    connect: async () => connection,
    end: async () => undefined,
  }
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
}
