import type { Outcome } from '@uno-ts/types'
import { ValidationError } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { validateAll } from './validate-all.ts'

const stockUp = defineCommand({
  type: 'StockUp',
  data: z.object({ code: z.string().min(1), units: z.coerce.number().int().positive() }),
  result: z.void(),
})
const findCode = defineQuery({
  type: 'FindCode',
  data: z.string().refine(async (code) => code !== 'unknown', 'nobody knows it'),
  result: z.void(),
})

const issuesOf = (outcome: Outcome<unknown>) =>
  !outcome.ok && outcome.error instanceof ValidationError
    ? [outcome.error.subject, ...outcome.error.issues.map(({ path }) => path.join('.'))]
    : []

describe('validating many messages', () => {
  it('gives the output of each schema, in the order of the messages', async () => {
    const outcomes = await validateAll([stockUp({ code: 'A', units: '3' }), findCode('A')])

    expect(outcomes).toEqual([
      { ok: true, value: { code: 'A', units: 3 } },
      { ok: true, value: 'A' },
    ])
  })

  it('lists every failing path of each, and lets none hide another', async () => {
    const outcomes = await validateAll([
      stockUp({ code: '', units: -1 }),
      stockUp({ code: 'A', units: 1 }),
      findCode('unknown'),
      stockUp({ code: 'B', units: 1.5 }),
    ])

    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, false, false])
    expect(outcomes.map(issuesOf)).toEqual([
      ['StockUp', 'code', 'units'],
      [],
      ['FindCode', ''],
      ['StockUp', 'units'],
    ])
  })

  it('tells what a schema itself throws as the outcome of its message', async () => {
    const broken = defineCommand({
      type: 'Broken',
      data: z.string().transform((): string => {
        throw new Error('the schema is broken')
      }),
      result: z.void(),
    })
    const [first, second] = await validateAll([broken('a'), stockUp({ code: 'A', units: 1 })])

    expect(first).toMatchObject({ ok: false, error: { message: 'the schema is broken' } })
    expect(second.ok).toBe(true)
    expect(await validateAll([])).toEqual([])
  })
})
