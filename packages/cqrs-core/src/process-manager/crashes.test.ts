import { crashEverywhere, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import * as fc from 'fast-check'
import { streamId } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { paymentMs, type ShopEvent } from '../../test/fulfilment.ts'
import { declined, happen, openWorld, processOf, runnerOf, until, type World } from '../../test/shop.ts'

/** A lease is over after this, and a claim. */
const deadEndsMs = 10_000
const commandTimeoutMs = deadEndsMs / 2

/** Everything has been done that will be done. */
async function atRest(world: World, orders: readonly string[]): Promise<boolean> {
  for (const order of orders) {
    const types = await processOf(world.store, order)
    const [issued, succeeded, refused] = ['CommandIssued', 'CommandSucceeded', 'CommandRefused'].map(
      (type) => types.filter((each) => each === type).length,
    )
    if (!types.includes('Completed') || issued !== (succeeded ?? 0) + (refused ?? 0)) return false
  }
  return true
}

/** Order 1 is paid and shipped; the card of order 2 is declined; order 3 is not paid in time, for its payment is lost. */
async function story(world: World): Promise<void> {
  world.failing.set('Pay 2', [declined()])
  for (const order of ['1', '2', '3']) await happen(world.store, 'OrderPlaced', order)
  await happen(world.store, 'OrderPaid', '1')
}

/** All has been done that comes before the deadline of order 3. */
async function isBeforeDeadline(world: World): Promise<boolean> {
  const effects = ['Ship 1', 'Cancel 2', 'Pay 3']
  return effects.every((effect) => world.effects.includes(effect)) && (await atRest(world, ['1', '2']))
}

const expected = {
  '1': ['Pay 1', 'Ship 1'],
  '2': ['Cancel 2'],
  '3': ['Pay 3', 'Cancel 3'],
}

describe('a process that dies', () => {
  it.each([
    ['whose store and agenda commit together', false],
    ['whose store and agenda do not commit together', true],
  ])(
    'loses no command and no deadline and doubles none, wherever it dies, %s',
    async (_where, apart) => {
      const points = await crashEverywhere(async (crashes) => {
        const world = openWorld({ pays: false })
        await story(world)
        const store = crashes.watch('store', world.store)
        const dying = runnerOf(world, {
          eventStore: store,
          unitOfWork: apart ? new InMemoryUnitOfWorkFactory({ eventStore: store }) : world.unitOfWork,
          agenda: crashes.watch('agenda', world.agenda),
          commandBus: crashes.watch('commandBus', world.commandBus),
          storage: {
            checkpoints: crashes.watch('checkpoints', world.storage.checkpoints),
            leases: world.storage.leases,
          },
          parallelism: 1,
          commandTimeoutMs,
          pollIntervalMs: 300,
        })
        await crashes.during(async () => {
          dying.start()
          await until(async () => crashes.crashedAt !== undefined || (await isBeforeDeadline(world)))
          if (crashes.crashedAt !== undefined) return
          world.clock.advance(paymentMs)
          dying.wake()
          await until(async () => crashes.crashedAt !== undefined || (await atRest(world, ['2', '3'])))
        })
        await dying.stop({ signal: AbortSignal.abort() })
        world.clock.advance(deadEndsMs)

        const next = runnerOf(world, { commandTimeoutMs })
        next.start()
        await until(() => isBeforeDeadline(world))
        world.clock.advance(paymentMs)
        await until(() => atRest(world, ['1', '2', '3']))
        await next.stop()
        for (const [order, effects] of Object.entries(expected)) {
          expect(world.effects.filter((effect) => effect.endsWith(order))).toEqual(effects)
          const passed = (await processOf(world.store, order)).filter((type) => type === 'DeadlinePassed')
          expect(passed).toHaveLength(order === '3' ? 1 : 0)
        }
      })
      expect(points.length).toBeGreaterThan(40)
    },
    30_000,
  )

  it('keeps the order of each process and does everything once, whatever happens and however often it dies', async () => {
    const someEvents = fc.array(
      fc.record({
        type: fc.constantFrom<ShopEvent['type']>('OrderPlaced', 'OrderPaid', 'OrderShipped'),
        order: fc.constantFrom('1', '2', '3'),
      }),
      { maxLength: 12 },
    )
    const someDeaths = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(someEvents, someDeaths, async (events, deaths) => {
        const world = openWorld({ pays: false })
        for (const { type, order } of events) await happen(world.store, type, order)
        for (const death of deaths) {
          let calls = 0
          const mortal = <Watched extends object>(watched: Watched): Watched =>
            new Proxy(watched, {
              get(target, key) {
                const member: unknown = Reflect.get(target, key)
                if (typeof member !== 'function') return member
                return (...given: unknown[]): unknown => {
                  if (++calls >= death) throw new Error('dead')
                  return Reflect.apply(member, target, given)
                }
              },
            })
          const dying = runnerOf(world, {
            eventStore: mortal(world.store),
            agenda: mortal(world.agenda),
            commandBus: mortal(world.commandBus),
          })
          dying.start()
          const head = await world.store.head()
          await until(() => calls >= death || (dying.status().position ?? 0n) >= head)
          await dying.stop({ signal: AbortSignal.abort() })
          world.clock.advance(deadEndsMs)
        }
        world.clock.advance(paymentMs)
        const last = runnerOf(world)
        last.start()
        await until(async () => {
          const due = { now: new Date(world.clock.now() + 1), claimant: 'test', forMs: 0, limit: 1 }
          const head = await world.store.head()
          if ((last.status().position ?? 0n) < head) return false
          return (await world.agenda.claim('fulfilment', due)).length === 0 && (await settled(world))
        })
        for (const order of ['1', '2', '3']) {
          const log = await Array.fromAsync(world.store.readStream(streamId('shop', order)))
          const heard = heardOf(log.map(({ type }) => type))
          const received = await Array.fromAsync(
            world.store.readAll({ filter: { types: ['ProcessEventReceived'] } }),
          )
          const types = received
            .filter(({ streamId }) => streamId === `fulfilment-${order}`)
            .map(({ data }) => (data as { readonly event: { readonly type: string } }).event.type)
          // A deadline that passed ends a process: what came after it was not heard.
          expect(types).toEqual(heard.slice(0, types.length))
          const stream = await processOf(world.store, order)
          expect(stream.filter((type) => type === 'DeadlinePassed').length).toBeLessThanOrEqual(1)
          const issued = stream.filter((type) => type === 'CommandIssued').length
          expect(world.effects.filter((effect) => effect.endsWith(order))).toHaveLength(issued)
          expect(types.length > 0).toBe(heard.length > 0)
        }
        await last.stop()
      }),
      { numRuns: 100 },
    )
  }, 30_000)
})

/** Every command that was issued has come to its end. */
async function settled(world: World): Promise<boolean> {
  const all = await Promise.all(['1', '2', '3'].map((order) => processOf(world.store, order)))
  const types = all.flat()
  const count = (type: string) => types.filter((each) => each === type).length
  return count('CommandIssued') === count('CommandSucceeded')
}

/** What a process hears that begins with the first order and ends with the first shipment. */
function heardOf(types: readonly string[]): readonly string[] {
  const begin = types.indexOf('OrderPlaced')
  if (begin === -1) return []
  const end = types.indexOf('OrderShipped', begin)
  return types.slice(begin, end === -1 ? undefined : end + 1)
}
