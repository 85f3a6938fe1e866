import { BackPressureError, RuleViolation, type Logger } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { log, type LogOptions } from './log.ts'

const ask = defineQuery({ type: 'Ask', data: z.string(), result: z.string() })

/** Asks once, and gives the lines that were logged: level, facts, sentence. */
async function linesOf(answer: () => Promise<string>, options: LogOptions = {}) {
  const lines: unknown[][] = []
  const logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [
      level,
      (...line: unknown[]) => lines.push([level, ...line]),
    ]),
  ) as unknown as Logger // the four levels are all there is to a logger
  const registry = new HandlerRegistry()
  registry.registerQueryHandler(ask, answer)
  const times = [1_000, 1_012]
  const middleware = [log({ now: () => times.shift() ?? 0, ...options })]
  const bus = new QueryBus({ registry, middleware, logger, newId: () => 'm' })
  await bus.execute(ask('a secret'), { metadata: { tenant: 'north' } }).catch(() => undefined)
  return lines
}

const facts = {
  kind: 'query',
  type: 'Ask',
  messageId: 'm',
  correlationId: 'm',
  tenant: 'north',
  durationMs: 12,
}

describe('the log of a message', () => {
  it('is one line that says what it was and how long it took, without the payload', async () => {
    const lines = await linesOf(async () => 'answer')

    expect(lines).toEqual([['debug', facts, 'message handled']])
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it('takes a refusal for an answer, and names its rule', async () => {
    const refuse = async () => {
      throw new RuleViolation('NOT_NOW', 'not now')
    }

    expect(await linesOf(refuse, { level: 'info' })).toEqual([
      ['info', { ...facts, code: 'ERR_RULE_VIOLATION', rule: 'NOT_NOW' }, 'message refused'],
    ])
  })

  it('takes back-pressure for an answer too, of which there is much under load', async () => {
    const lines = await linesOf(() => Promise.reject(new BackPressureError('full')))

    expect(lines).toEqual([['debug', { ...facts, code: 'ERR_BACK_PRESSURE' }, 'message refused']])
  })

  it('takes anything else for a fault, and gives the error', async () => {
    const fault = new TypeError('broken')

    expect(await linesOf(() => Promise.reject(fault))).toEqual([
      ['error', { ...facts, err: fault }, 'message failed'],
    ])
  })
})
