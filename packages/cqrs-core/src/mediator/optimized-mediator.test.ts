import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { OptimizedMediator } from './optimized-mediator.ts'

const rename = defineCommand({
  type: 'Rename',
  data: z.object({ name: z.string().min(1) }),
  result: z.string(),
})
const getPrice = defineQuery({
  type: 'GetPrice',
  data: z.object({ code: z.string(), on: z.unknown() }),
  result: z.object({ price: z.number() }),
})

function setUp() {
  const seen = { asked: [] as string[], running: 0, most: 0 }
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(rename, async ({ name }) => name.toUpperCase())
  registry.registerQueryHandler(getPrice, async ({ code }) => {
    seen.asked.push(code)
    seen.most = Math.max(seen.most, ++seen.running)
    await new Promise(setImmediate)
    seen.running--
    if (code === '?') throw new Error('there is no such product')
    return { price: code.length }
  })
  const mediator = new OptimizedMediator({
    commandBus: new CommandBus({ registry }),
    queryBus: new QueryBus({ registry }),
    concurrency: 2,
  })
  return { mediator, seen }
}
const prices = (...codes: readonly string[]) => codes.map((code) => getPrice({ code, on: undefined }))

describe('an optimized mediator', () => {
  it('asks side by side, and answers in the order of the questions', async () => {
    const { mediator, seen } = setUp()
    const outcomes = await mediator.executeQueries(prices('a', 'bb', '?', 'cccc'))
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value.price : outcome.error.message))).toEqual([
      1,
      2,
      'there is no such product',
      4,
    ])
    expect(seen.most).toBe(2)
  })

  it('asks the same question once in a list, whatever the order of its fields', async () => {
    const { mediator, seen } = setUp()
    const [one, , other, third] = await mediator.executeQueries([
      getPrice({ code: 'a', on: new Date(0) }),
      getPrice({ code: 'b', on: 1n }),
      getPrice({ on: new Date(0), code: 'a' }),
      getPrice({ code: 'a', on: new Date(1) }),
    ])
    expect(seen.asked).toEqual(['a', 'b', 'a'])
    expect(other).toBe(one)
    expect(third).toEqual(one)
  })

  it('asks each question for itself that has options of its own, or a payload that cannot be compared', async () => {
    const { mediator, seen } = setUp()
    await mediator.executeQueries(prices('a', 'a'), { optionsOf: () => ({ metadata: { tenant: 'north' } }) })
    const itself = () => 1
    await mediator.executeQueries([getPrice({ code: 'b', on: itself }), getPrice({ code: 'b', on: itself })])
    expect(seen.asked).toEqual(['a', 'a', 'b', 'b'])
  })

  it('executes commands side by side, and single messages as any mediator', async () => {
    const { mediator } = setUp()
    const outcomes = await mediator.executeCommands([rename({ name: 'ada' }), rename({ name: '' })])
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false])
    expect(await mediator.executeCommand(rename({ name: 'eve' }))).toBe('EVE')
    expect(await mediator.executeQuery(getPrice({ code: 'abc', on: 0 }))).toEqual({ price: 3 })
  })
})
