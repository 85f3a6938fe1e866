import {
  globalPosition,
  origin,
  type GlobalPosition,
  type LiveAnswer,
  type ReadModelOptions,
  type SqlConnection,
  type TransactionHandle,
} from '@uno-ts/types'
import { CompiledQuery, type Transaction } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { runStatement } from '../statement/run-statement.ts'
import { translateError } from '../statement/translate-error.ts'
import { selectPositions } from './select-positions.ts'
import type { SnapshotReader, SnapshotScope } from './snapshot-reader.ts'

/** What a {@link PostgresSnapshotReader} is made of. */
export interface PostgresSnapshotReaderOptions {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The schema of the projections' tables. Default `uno`. */
  readonly schema?: string | undefined
}

/**
 * Reads results and the checkpoints of the projections that keep them from one snapshot of PostgreSQL: a read-only
 * transaction at `repeatable read`, which waits for nobody and holds nobody up.
 *
 * @example
 * ```ts
 * import { PostgresSnapshotReader } from '@uno-ts/query-search'
 * import { projectionId, type ReadModelRepository } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function countAt(db: Kysely<object>, orders: ReadModelRepository<object>) {
 *   const scope = { projections: [projectionId('orders')], tenant: 'default' }
 *   const { result, position } = await new PostgresSnapshotReader({ db }).read(scope, (options) =>
 *     orders.count(undefined, options),
 *   )
 *   return { orders: result, upTo: position }
 * }
 * ```
 */
export class PostgresSnapshotReader implements SnapshotReader {
  readonly #db: AnyKysely
  readonly #schema: string

  constructor({ db, schema = 'uno' }: PostgresSnapshotReaderOptions) {
    this.#db = db.withoutPlugins() // the names are those of tables of the family
    this.#schema = schema
  }

  /** @throws DatabaseError, SchemaError when checkpoints cannot be read */
  position(scope: SnapshotScope): Promise<GlobalPosition> {
    return this.#position(scope, undefined)
  }

  /** @throws DatabaseError, SchemaError when checkpoints cannot be read, and what `read` throws */
  async read<Result>(
    scope: SnapshotScope,
    read: (options: ReadModelOptions) => Promise<Result>,
  ): Promise<LiveAnswer<Result>> {
    const { tenant, signal } = scope
    signal?.throwIfAborted()
    try {
      return await this.#db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (tx) => {
          const transaction = handleOf(tx)
          const position = await this.#position(scope, transaction)
          return { result: await read({ tenant, signal, transaction }), position }
        })
    } catch (error) {
      throw translateError(error)
    }
  }

  async #position(
    { projections, tenant, signal }: SnapshotScope,
    transaction: TransactionHandle | undefined,
  ): Promise<GlobalPosition> {
    const statement = selectPositions(this.#schema, projections, tenant).compile(this.#db)
    const rows = await runStatement(this.#db, statement, { signal, transaction })
    const positions = rows.map(({ position }) => globalPosition(position))
    if (positions.length < projections.length) return origin
    return positions.reduce(
      (least, position) => (position < least ? position : least),
      positions[0] ?? origin,
    )
  }
}

/** The transaction as packages hand it to each other. */
function handleOf(tx: Transaction<unknown>): TransactionHandle {
  const connection: SqlConnection = {
    async query<Row>({ text, values = [] }: { readonly text: string; readonly values?: unknown[] }) {
      const { rows, numAffectedRows } = await tx.executeQuery<Row>(CompiledQuery.raw(text, values))
      return { rows, rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows) }
    },
  }
  return { sql: tx, connection }
}
