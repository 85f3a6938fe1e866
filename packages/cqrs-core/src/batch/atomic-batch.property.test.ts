import { InMemoryEventStore, InMemoryIdempotencyStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { RuleViolation, streamId, type Event, type Outcome } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { idempotency } from '../middleware/idempotency.ts'
import { standardMiddleware } from '../middleware/standard-middleware.ts'
import { transaction } from '../middleware/transaction.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import type { Decider } from '../repository/decider.ts'
import { EventSourcedRepository } from '../repository/event-sourced-repository.ts'
import { BatchCommandBus } from './batch-command-bus.ts'

type Moved = Event<'Moved', { readonly by: number }>

/** An account that is never overdrawn. */
const account: Decider<number, number, Moved> = {
  category: 'account',
  initialState: () => 0,
  decide(by, balance) {
    if (balance + by < 0) throw new RuleViolation('OVERDRAWN', 'there is not so much on the account')
    return by === 0 ? [] : [{ type: 'Moved', data: { by } }]
  },
  evolve: (balance, { data }) => balance + data.by,
}
const move = defineCommand({
  type: 'Move',
  data: z.object({ account: z.string(), by: z.int() }),
  result: z.object({ balance: z.int(), version: z.int() }),
})

function setUp() {
  const eventStore = new InMemoryEventStore()
  const accounts = new EventSourcedRepository({ eventStore, decider: account })
  const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(move, async (data, context) => {
    const { state, streamVersion } = await accounts.transact(data.account, data.by, context)
    return { balance: state, version: streamVersion }
  })
  const store = new InMemoryIdempotencyStore()
  const commandBus = new CommandBus({
    registry,
    middleware: standardMiddleware({
      transaction: transaction({ unitOfWork }),
      idempotency: idempotency({ store }),
    }),
  })
  const written = async (id: string) =>
    (await eventStore.load(streamId('account', id))).events.map(({ data }) => data)
  return { batches: new BatchCommandBus({ commandBus, unitOfWork }), commandBus, written }
}

const codesOf = (outcomes: readonly Outcome<unknown>[]) =>
  outcomes.map((outcome) => (outcome.ok ? outcome.value : (outcome.error as { code?: string }).code))

describe('an atomic batch', () => {
  it('comes to what its commands come to one by one, or to nothing at all', async () => {
    const moves = fc.array(
      fc.record({ account: fc.constantFrom('a', 'b', 'c'), by: fc.integer({ min: -3, max: 10 }) }),
      { maxLength: 30 },
    )
    await fc.assert(
      fc.asyncProperty(moves, async (payloads) => {
        const commands = payloads.map((payload) => move(payload))
        const [atomic, single] = [setUp(), setUp()]
        const together = await atomic.batches.executeBatch(commands, { mode: 'atomic' })
        const oneByOne = await single.batches.executeBatch(commands, { mode: 'sequential' })
        const isGood = oneByOne.every(({ ok }) => ok)
        const failed = oneByOne.findIndex(({ ok }) => !ok)
        expect(together.filter(({ ok }) => ok)).toHaveLength(isGood ? commands.length : 0)
        expect(isGood ? together : together[failed]).toEqual(isGood ? oneByOne : oneByOne[failed])
        for (const id of ['a', 'b', 'c']) {
          expect(await atomic.written(id)).toEqual(isGood ? await single.written(id) : [])
        }
      }),
    )
  })

  it('remembers the keys of its commands when it is written, and none when it is not', async () => {
    const { batches, commandBus, written } = setUp()
    const keys = { optionsOf: (_command: unknown, place: number) => ({ idempotencyKey: `key-${place}` }) }
    const broke = [move({ account: 'a', by: 5 }), move({ account: 'b', by: -1 })]
    expect(codesOf(await batches.executeBatch(broke, { mode: 'atomic', ...keys }))).toEqual([
      'ERR_BATCH_ROLLED_BACK',
      'ERR_RULE_VIOLATION',
    ])
    const commands = [move({ account: 'a', by: 5 }), move({ account: 'b', by: 1 })]
    const first = await batches.executeBatch(commands, { mode: 'atomic', ...keys })
    const again = await batches.executeBatch(commands, { mode: 'atomic', ...keys })
    expect(codesOf(first)).toEqual([
      { balance: 5, version: 1 },
      { balance: 1, version: 1 },
    ])
    expect(again).toEqual(first)
    const alone = await commandBus.execute(move({ account: 'b', by: 1 }), { idempotencyKey: 'key-1' })
    expect(alone).toEqual({ balance: 1, version: 1 })
    expect(await written('b')).toEqual([{ by: 1 }])
  })
})
