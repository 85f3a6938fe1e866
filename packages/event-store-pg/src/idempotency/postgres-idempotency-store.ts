import {
  IdempotencyError,
  InvalidArgumentError,
  type IdempotencyKey,
  type IdempotencyState,
  type IdempotencyStore,
  type IdempotentOutcome,
  type SqlConnection,
  type TransactionHandle,
} from '@uno-ts/types'
import type { Pool } from 'pg'
import { translateError } from '../error/translate-error.ts'
import { statementFactory, type Statement } from '../read/statement.ts'
import { quotedSchema } from '../schema/quoted-schema.ts'
import { forgetKeys } from './forget-keys.ts'

/** What {@link PostgresIdempotencyStore} is made of. */
export interface PostgresIdempotencyStoreOptions {
  /** The pool of the event store; refusals are recorded through it. It stays open. */
  readonly pool: Pool
  /** The schema of the event store. Default `uno`. */
  readonly schema?: string | undefined
  /** Whether statements are prepared once per connection. Switch it off behind a pooler. Default true. */
  readonly prepare?: boolean | undefined
}

/** PostgreSQL indexes no more than 2,704 bytes in a row, the tenant's among them. */
const longestKeyBytes = 1_024

/**
 * Keeps how commands ended in PostgreSQL, in the transaction of what they wrote: for the `idempotency` middleware of a
 * command bus whose units of work are of the same database.
 *
 * A claim is a lock of the transaction, tried and never waited for. It ends with the transaction, however that ends: a
 * process that is killed leaves neither a claim nor half an outcome behind. Of all calls of a key, in all processes, one
 * at a time is running, and one outcome is ever recorded.
 *
 * @example
 * ```ts
 * import { PostgresIdempotencyStore } from '@uno-ts/event-store-pg'
 * import { Pool } from 'pg'
 *
 * const store = new PostgresIdempotencyStore({ pool: new Pool() }) // idempotency({ store })
 * const forgotten = await store.forget({ maxAgeMs: 7 * 24 * 60 * 60 * 1_000 }) // now and then
 * ```
 */
export class PostgresIdempotencyStore implements IdempotencyStore {
  readonly #pool: Pool
  readonly #schema: string
  readonly #claim: Statement
  readonly #record: Statement

  constructor(options: PostgresIdempotencyStoreOptions) {
    const { pool, schema = 'uno', prepare = true } = options
    const statement = statementFactory(prepare)
    this.#pool = pool
    this.#schema = quotedSchema(schema)
    this.#claim = statement(
      `select running, fingerprint, outcome from ${this.#schema}.claim_idempotency_key($1, $2)`,
    )
    this.#record =
      statement(`insert into ${this.#schema}.idempotency_keys (tenant_id, key, fingerprint, outcome)
      values ($1, $2, $3, $4) on conflict do nothing`)
  }

  /**
   * Looks a key up and, when it is unknown, claims it until the transaction ends. It never waits.
   *
   * @throws {@link IdempotencyError} when the key was used with another payload
   * @throws {@link InvalidArgumentError} when the key is empty, has a NUL or more than 1,024 bytes
   */
  async claim(key: IdempotencyKey, transaction: TransactionHandle): Promise<IdempotencyState> {
    const [row] = await this.#query<ClaimRow>(transaction.connection, this.#claim, [
      key.tenant,
      checkedKey(key.key),
    ])
    if (row?.running === true) return { state: 'running' }
    if (row === undefined || row.fingerprint === null || row.outcome === null) return { state: 'unknown' }
    if (row.fingerprint !== key.fingerprint) throw new IdempotencyError('payload')
    return { state: 'done', outcome: row.outcome }
  }

  /**
   * Records the outcome in the transaction of the command, or in one of its own for a refusal. An outcome that is there
   * already stays.
   *
   * @throws {@link IdempotencyError}, retryable, when another call's outcome was recorded since the claim: what was
   * written in the transaction must not be committed
   */
  async record(
    key: IdempotencyKey,
    outcome: IdempotentOutcome,
    transaction?: TransactionHandle,
  ): Promise<void> {
    const values = [key.tenant, checkedKey(key.key), key.fingerprint, JSON.stringify(outcome)]
    const connection: SqlConnection = transaction?.connection ?? this.#pool
    try {
      const { rowCount } = await connection.query({ ...this.#record, values })
      if (rowCount === 0 && transaction !== undefined) throw new IdempotencyError('running')
    } catch (error) {
      throw translateError(error)
    }
  }

  /** Forgets what was recorded more than `maxAgeMs` milliseconds ago, of all tenants; returns how many keys went. */
  forget({ maxAgeMs }: { readonly maxAgeMs: number }): Promise<number> {
    return forgetKeys(this.#pool, this.#schema, maxAgeMs)
  }

  async #query<Row>(
    connection: SqlConnection,
    statement: Statement,
    values: unknown[],
  ): Promise<readonly Row[]> {
    try {
      return (await connection.query<Row>({ ...statement, values })).rows
    } catch (error) {
      throw translateError(error)
    }
  }
}

interface ClaimRow {
  readonly running: boolean
  readonly fingerprint: string | null
  readonly outcome: IdempotentOutcome | null
}

function checkedKey(key: string): string {
  const bytes = Buffer.byteLength(key)
  if (bytes >= 1 && bytes <= longestKeyBytes && !key.includes('\0')) return key
  throw new InvalidArgumentError(
    `an idempotency key has 1 to ${longestKeyBytes} bytes and no NUL, found ${bytes} bytes`,
  )
}
