import {
  DatabaseError,
  defaultTenant,
  streamId,
  type CommitResult,
  type Event,
  type SqlStatement,
} from '@uno-ts/types'
import type { Pool } from 'pg'
import { beforeEach, describe, expect, it } from 'vitest'
import { appendPlan } from './append-plan.ts'
import { InlineAppends } from './inline-appends.ts'

const happened: Event = { type: 'Happened', data: {} }
const insert: SqlStatement = { text: 'insert into rows values ($1, $2)', values: ['a', 1] }
const update: SqlStatement = { text: ' UPDATE others set n = $1', values: [2] }

interface Sent {
  readonly text: string
  readonly values?: readonly unknown[]
}

/** What was sent, in order. */
let sent: Sent[]
/** What the appends among it are answered: a row, none, or an error. */
let answers: unknown[]
let inline: InlineAppends

beforeEach(() => {
  ;[sent, answers] = [[], []]
  const query = async (given: string | Sent) => {
    const statement = typeof given === 'string' ? { text: given } : given
    sent.push(statement)
    const isAppend = /^events$|^with appended/.test(statement.text)
    const answer = isAppend ? answers.shift() : undefined
    if (answer instanceof Error) throw answer
    return { rows: answer === undefined ? [] : [answer], command: statement.text.toUpperCase() }
  }
  const client = { query, release: () => undefined, on: () => client, off: () => client }
  inline = new InlineAppends({
    pool: { query, connect: async () => client } as unknown as Pool, // all that is used of it
    single: { events: { text: 'events' }, event: { text: 'event' } },
    functions: { event: 'append_event($1)', events: 'append_events($1)' },
    statement: (text) => ({ text }),
    timeoutMs: 4_000.9,
  })
})

/** Appends so many events, with rows. */
async function submit(
  statements: readonly SqlStatement[],
  { count = 1, id }: { readonly count?: number; readonly id?: string } = {},
): Promise<CommitResult> {
  const events = Array.from({ length: count }, () => ({ ...happened, id }))
  const plan = appendPlan(
    { appends: [{ streamId: streamId('test', 'a'), expectedVersion: 3, events }] },
    { tenant: defaultTenant, codec: undefined, newId: () => crypto.randomUUID() },
  )
  return await inline.submit(plan, statements)
}

const refusal = (code: string) => Object.assign(new Error(code), { code })
const written = { conflict: null, versions: ['4'], positions: ['8'], written: true }
const known = { ...written, written: false }

describe('events and rows of different tables', () => {
  it('go in one statement, in which rows are touched only when the event is written', async () => {
    answers.push({ position: '7' })
    const result = await submit([insert, update])
    expect(result).toMatchObject({ appends: [{ streamVersion: 4, globalPosition: 7n, written: true }] })
    expect(sent).toHaveLength(1)
    expect(sent[0]?.text.replaceAll(/\s+/g, ' ')).toBe(
      "with appended as materialized (select append_event($1) as position, set_config('lock_timeout', '4000', true))" +
        ', inline_1 as (insert into rows values ($11, $12)), inline_2 as ( UPDATE others set n = $13)' +
        ' select *, 1 / (case when position is not null then 1 else 0 end) from appended',
    )
    expect(sent[0]?.values?.slice(10)).toEqual(['a', 1, 2])
  })

  it('go in one statement when the events are several, too', async () => {
    answers.push({ ...written, versions: ['5'] })
    const result = await submit([insert], { count: 2 })
    expect(result).toMatchObject({ appends: [{ streamVersion: 5, globalPosition: 8n, written: true }] })
    expect(sent).toHaveLength(1)
    expect(sent[0]?.text.replaceAll(/\s+/g, ' ')).toBe(
      "with appended as materialized (select *, set_config('lock_timeout', '4000', true) from append_events($1))" +
        ', inline_1 as (insert into rows values ($9, $10))' +
        ' select *, 1 / (case when conflict is null and written then 1 else 0 end) from appended',
    )
  })

  it.each([
    ['has written nothing', undefined],
    ['failed by its division', refusal('22012')],
    ['has no answer', refusal('ECONNRESET')],
  ])('go again in a transaction, found by their ids, where the statement %s', async (_, answer) => {
    answers.push(answer, known)
    expect(await submit([insert])).toMatchObject({ appends: [{ globalPosition: 8n, written: true }] })
    const [, begin, bound, append, ...rest] = sent
    expect(begin?.text).toBe('begin')
    expect(bound?.text).toContain('statement_timeout = 4000')
    expect(append?.values?.[5]).toBe(true)
    expect(rest.map(({ text }) => text)).toEqual(['commit']) // the rows were written with them
  })

  it.each([
    ['22021', 'ERR_INVALID_ARGUMENT'],
    ['55P03', 'ERR_DATABASE'],
  ])('are not tried again after %s: they would meet the same', async (state, code) => {
    answers.push(refusal(state))
    await expect(submit([insert])).rejects.toMatchObject({ code })
    expect(sent).toHaveLength(1)
  })
})

describe('what cannot go in one statement', () => {
  it.each<[string, readonly SqlStatement[]]>([
    ['rows of one table twice', [insert, { ...insert }]],
    ['a statement that is none of the three', [insert, { text: 'call something($1)', values: [1] }]],
    ['a statement that does not begin like one', [{ text: 'select 1; delete from rows', values: [] }]],
  ])('goes in one transaction: %s', async (_, statements) => {
    answers.push(written)
    await submit(statements)
    const texts = sent.map(({ text }) => text)
    const inlined = statements.map(({ text }) => text)
    expect(texts).toEqual(['begin', expect.any(String), 'events', ...inlined, 'commit'])
    expect(sent[3]?.values).toEqual(statements[0]?.values)
  })

  it('says that events were there before when their ids are the caller’s', async () => {
    answers.push(known)
    const result = await submit([insert, insert], { id: crypto.randomUUID() })
    expect(result).toMatchObject({ appends: [{ written: false }] })
  })

  it.each(['ECONNRESET', '57P01', '08006'])(
    'is tried again after %s: nobody knows what became of it',
    async (state) => {
      answers.push(refusal(state), written)
      expect(await submit([insert, insert])).toMatchObject({ globalPosition: 8n })
      expect(sent.filter(({ text }) => text === 'begin')).toHaveLength(2)
    },
  )

  it.each([
    ['40001', refusal('40001')],
    ['53300', refusal('53300')],
    ['42501', refusal('42501')],
    ['what will not pass', new DatabaseError('no', { retryable: false })],
  ])('is not tried again after %s: nothing was written', async (_, error) => {
    answers.push(error)
    await expect(submit([insert, insert])).rejects.toMatchObject({ code: 'ERR_DATABASE' })
    expect(sent.map(({ text }) => text)).toEqual(['begin', expect.any(String), 'events', 'rollback'])
  })
})
