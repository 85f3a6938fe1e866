import { InMemoryEventStore, InMemorySnapshotStore } from '@uno-ts/testing'
import { RuleViolation, streamId, type Event, type Json, type Snapshot } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decider } from '../repository/decider.ts'
import { EventSourcedRepository } from '../repository/event-sourced-repository.ts'

type Moved = Event<'Moved', { readonly by: number }>
type Account = { readonly balance: number; readonly moves: readonly number[] }

/** Every decision depends on the whole history: on the sum, and on the last three moves. */
const account: Decider<Account, number, Moved> = {
  category: 'account',
  initialState: () => ({ balance: 0, moves: [] }),
  decide(by, { balance, moves }) {
    if (balance + by < 0) throw new RuleViolation('BALANCE_TOO_LOW', 'there is not enough')
    return moves.includes(by) ? [] : [{ type: 'Moved', data: { by } }]
  },
  evolve: ({ balance, moves }, { data }) => ({
    balance: balance + data.by,
    moves: [...moves, data.by].slice(-3),
  }),
}

const stream = streamId('account', '1')

type Step =
  | { readonly do: 'command'; readonly by: number }
  | { readonly do: 'garble'; readonly state: Json; readonly back: number; readonly schemaVersion: number }
  | { readonly do: 'forget' }

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('command'), by: fc.integer({ min: -5, max: 8 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('garble'),
        state: fc.jsonValue(),
        back: fc.integer({ min: -3, max: 3 }),
        schemaVersion: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('forget') }) },
  ) as fc.Arbitrary<Step>,
  { maxLength: 40 },
)

/** What a command comes to, as a caller sees it. */
async function outcome(run: Promise<object>): Promise<unknown> {
  return run.then(
    ({ ...result }) => ({ ...result, globalPosition: undefined }),
    (error: unknown) => ({ refused: error instanceof RuleViolation ? error.rule : String(error) }),
  )
}

function readAccount(json: Json): Account {
  const { balance, moves, sealed } = json as Partial<Account> & { sealed?: string } // checked below
  if (sealed !== 'by the account itself') throw new TypeError('not an account')
  if (typeof balance !== 'number' || !Array.isArray(moves)) throw new TypeError('not an account')
  return { balance, moves }
}

describe('snapshots', () => {
  it('never change a decision, whatever becomes of them', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (given, every) => {
        const store = new InMemorySnapshotStore()
        const plain = new EventSourcedRepository({ eventStore: new InMemoryEventStore(), decider: account })
        const snapped = new EventSourcedRepository({
          eventStore: new InMemoryEventStore({ snapshots: store }),
          decider: account,
          snapshots: {
            store,
            schemaVersion: 2,
            every,
            toState: (state) => ({ ...state, sealed: 'by the account itself' }),
            fromState: readAccount,
          },
        })
        const run = async (step: Step, repository: typeof plain): Promise<unknown> => {
          const { streamVersion } = await plain.load('1')
          if (step.do === 'command') return outcome(repository.transact('1', step.by))
          if (step.do === 'garble') await store.save(garbled(step, streamVersion))
          else await store.delete(stream)
          return undefined
        }
        for (const step of given) {
          expect(await run(step, snapped)).toEqual(await run(step, plain))
          expect(await snapped.load('1')).toEqual(await plain.load('1'))
        }
      }),
      { numRuns: 200 },
    )
  })
})

function garbled(
  { state, back, schemaVersion }: Extract<Step, { do: 'garble' }>,
  streamVersion: number,
): Snapshot {
  return {
    streamId: stream,
    streamVersion: Math.max(1, streamVersion - back),
    schemaVersion,
    state,
    takenAt: new Date(0),
  }
}
