import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { ParallelQueryBus } from './parallel-query-bus.ts'

const ask = defineQuery({ type: 'Ask', data: z.number(), result: z.number() })
const outer = defineCommand({ type: 'Outer', data: z.void(), result: z.array(z.number()) })

/** The answers to five questions of a handler, and how many were asked at a time. */
async function askedWithin(options: { readonly transactional: boolean }) {
  const registry = new HandlerRegistry()
  let running = 0
  let most = 0
  registry.registerQueryHandler(ask, async (nr) => {
    most = Math.max(most, ++running)
    await new Promise(setImmediate)
    running--
    return nr
  })
  const queries = new ParallelQueryBus({ queryBus: new QueryBus({ registry }), concurrency: 3 })
  registry.registerCommandHandler(outer, async (_data, parent) => {
    const outcomes = await queries.executeAll(
      [1, 2, 3, 4, 5].map((nr) => ask(nr)),
      { parent },
    )
    return outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))
  })
  const units = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })
  const commandBus = new CommandBus({ registry, unitOfWork: options.transactional ? units : undefined })
  return { answers: await commandBus.execute(outer(undefined)), most }
}

describe('queries in parallel', () => {
  it('are asked one after the other in a unit of work, which has one connection', async () => {
    expect(await askedWithin({ transactional: true })).toEqual({ answers: [1, 2, 3, 4, 5], most: 1 })
  })

  it('are asked side by side by a handler without one, as many as there are places', async () => {
    expect(await askedWithin({ transactional: false })).toEqual({ answers: [1, 2, 3, 4, 5], most: 3 })
  })
})
