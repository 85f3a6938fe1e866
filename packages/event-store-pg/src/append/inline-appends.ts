import { isUnoError, type CommitResult, type SqlConnection, type SqlStatement } from '@uno-ts/types'
import type { Pool } from 'pg'
import { codeOf, translateError } from '../error/translate-error.ts'
import type { Statement } from '../read/statement.ts'
import { bounded } from '../transaction/bounded.ts'
import { inTransaction } from '../transaction/in-transaction.ts'
import { eventValues, isOneEvent, resultOfEvent } from './append-event.ts'
import {
  appendEvents,
  eventsValues,
  resultOfEvents,
  type AppendRow,
  type AppendStatements,
} from './append-events.ts'
import type { AppendPlan } from './append-plan.ts'

const lockNotAvailable = '55P03'

/** What {@link InlineAppends} needs. */
export interface InlineAppendsOptions {
  readonly pool: Pool
  readonly single: AppendStatements
  /** The names of the append functions, with their schema. */
  readonly functions: { readonly event: string; readonly events: string }
  readonly statement: (text: string) => Statement
  /** How long it may wait for a row of somebody else: readers wait with it. */
  readonly timeoutMs: number
}

/**
 * Appends events together with rows that must be seen with them: in one statement where the rows go to different tables, else
 * in one transaction. The append comes first, so the locks of the rows are the last that are taken; while it waits for
 * them it holds readers back, so it does not wait for long.
 */
export class InlineAppends {
  readonly #options: InlineAppendsOptions
  readonly #timeoutMs: number

  constructor(options: InlineAppendsOptions) {
    this.#options = options
    this.#timeoutMs = Math.max(1, Math.trunc(options.timeoutMs))
  }

  /** Writes a plan and what belongs to it. @throws what {@link appendEvents} throws, and what the statements meet */
  async submit(plan: AppendPlan, inline: readonly SqlStatement[]): Promise<CommitResult> {
    if (haveTablesOfTheirOwn(inline)) {
      const result = await this.#atOnce(plan, inline)
      if (result !== undefined) return result
    }
    // It lost, was there before, or its outcome is unknown: the ids of its events tell.
    const result = await this.#inTransaction(plan, inline).catch((error: unknown) => {
      if (!isLostConnection(error)) throw error
      return this.#inTransaction(plan, inline)
    })
    if (plan.checkIds) return result
    // The ids are of our own making: whatever is found was written by this very call.
    return { ...result, appends: result.appends.map((append) => ({ ...append, written: true })) }
  }

  #inTransaction(plan: AppendPlan, inline: readonly SqlStatement[]): Promise<CommitResult> {
    return inTransaction(this.#options.pool, async (client) => {
      await client.query(bounded(this.#timeoutMs))
      return appendWith(client, { ...plan, checkIds: true }, { inline, single: this.#options.single })
    })
  }

  /** One statement; `undefined` when it has not, or not for certain, written everything. */
  async #atOnce(plan: AppendPlan, inline: readonly SqlStatement[]): Promise<CommitResult | undefined> {
    const { pool, functions, statement } = this.#options
    const one = isOneEvent(plan)
    const values: unknown[] = one ? eventValues(plan) : eventsValues(plan)
    // From the end of the append on: what it does itself waits for its locks before it draws positions.
    const bound = `set_config('lock_timeout', '${this.#timeoutMs}', true)`
    const append = one
      ? `select ${functions.event} as position, ${bound}`
      : `select *, ${bound} from ${functions.events}`
    // What was not written ends the statement: the division fails before a row of another table is touched.
    const isWritten = one ? 'position is not null' : 'conflict is null and written'
    const others = inline.map((each, index) => {
      const text = each.text.replaceAll(
        /\$(\d+)/g,
        (_, number: string) => `$${values.length + Number(number)}`,
      )
      values.push(...each.values)
      return `, inline_${index + 1} as (${text})`
    })
    const text = `with appended as materialized (${append})${others.join('')}
      select *, 1 / (case when ${isWritten} then 1 else 0 end) from appended`
    try {
      const { rows } = await pool.query<AppendRow & { position: string }>({ ...statement(text), values })
      const [row] = rows
      if (row === undefined) return undefined
      return one ? resultOfEvent(plan, row.position) : resultOfEvents(plan, row)
    } catch (error) {
      const translated = translateError(error)
      if (isUnoError(translated, 'ERR_INVALID_ARGUMENT') || codeOf(error) === lockNotAvailable)
        throw translated
      return undefined
    }
  }
}

/** Appends in an open transaction, and runs what belongs to the events if they are new. */
export async function appendWith(
  connection: SqlConnection,
  plan: AppendPlan,
  { inline, single }: { readonly inline: readonly SqlStatement[]; readonly single: AppendStatements },
): Promise<CommitResult> {
  const result = await appendEvents(connection, plan, single)
  if (!result.appends.some(({ written }) => written)) return result
  try {
    for (const { text, values } of inline) await connection.query({ text, values: [...values] })
  } catch (error) {
    throw translateError(error)
  }
  return result
}

/** Whether nobody knows what has become of a transaction: the server did not say that it was rolled back. */
function isLostConnection(error: unknown): boolean {
  if (!isUnoError(error, 'ERR_DATABASE') || !error.retryable) return false
  const state = codeOf(error.cause)
  return state === undefined || !/^[0-9A-Z]{5}$/.test(state) || /^(08|57P)/.test(state)
}

/** Whether each statement writes to another table: parts of one statement do not see what the others write. */
function haveTablesOfTheirOwn(inline: readonly SqlStatement[]): boolean {
  const tables = inline.map(({ text }) => /^\s*(?:insert into|update|delete from)\s+(\S+)/i.exec(text)?.[1])
  return !tables.includes(undefined) && new Set(tables).size === tables.length
}
