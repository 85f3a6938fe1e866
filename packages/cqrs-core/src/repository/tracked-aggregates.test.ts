import { InMemoryEventStore, InMemorySnapshotStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { streamId, type Event, type EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import type { SnapshotOptions } from '../snapshot/snapshot-options.ts'
import { AggregateRoot } from './aggregate-root.ts'
import { aggregate } from './aggregate.ts'
import { EventSourcedRepository } from './event-sourced-repository.ts'

type Deposited = Event<'Deposited', { readonly amount: number }>

class Account extends AggregateRoot<Deposited> {
  balance = 0

  deposit(amount: number): void {
    this.apply({ type: 'Deposited', data: { amount } })
  }

  protected override evolve({ data }: Deposited): void {
    this.balance += data.amount
  }
}

/** A snapshot every two events. */
function everySecond(store: InMemorySnapshotStore): SnapshotOptions<Account> {
  return {
    store,
    schemaVersion: 1,
    every: 2,
    toState: ({ balance }) => balance,
    fromState: (balance) => Object.assign(new Account(), { balance }),
  }
}

function bank(snapshots?: InMemorySnapshotStore) {
  const eventStore = new InMemoryEventStore({ snapshots })
  const calls: string[] = []
  const counted: EventStore = new Proxy(eventStore, {
    get(store, name) {
      const method: unknown = Reflect.get(store, name, store)
      if (typeof method !== 'function') return method
      return (...given: unknown[]) => {
        calls.push(String(name))
        return Reflect.apply(method, store, given)
      }
    },
  })
  const accounts = new EventSourcedRepository({
    eventStore: counted,
    decider: aggregate({ category: 'account', create: () => new Account() }),
    tombstone: { type: 'AccountRemoved', data: {} },
    snapshots: snapshots && everySecond(snapshots),
  })
  return { eventStore, accounts, calls, units: new InMemoryUnitOfWorkFactory({ eventStore }) }
}

/** Account 7 with a balance of 5, as another process might have it. */
async function opened({ accounts }: ReturnType<typeof bank>) {
  const account = accounts.create('7')
  account.deposit(5)
  await accounts.save(account)
  return account
}

describe('an instance of an aggregate class', () => {
  it('is created, saved and got again, with one append and one load', async () => {
    const { accounts, calls } = bank()
    const account = accounts.create('7')
    account.deposit(5)
    account.deposit(4)

    expect(await accounts.save(account)).toMatchObject({ streamVersion: 2, written: true })
    expect((await accounts.get('7'))?.balance).toBe(9)
    expect(calls).toEqual(['append', 'load'])
  })

  it('is undefined when it does not exist', async () => {
    expect(await bank().accounts.get('7')).toBeUndefined()
  })

  it('is saved as often as it changes, and not when it has not', async () => {
    const { accounts, calls } = bank()
    const account = accounts.create('7')
    account.deposit(5)
    await accounts.save(account)
    account.deposit(1)
    expect(await accounts.save(account)).toMatchObject({ streamVersion: 2 })
    expect(await accounts.save(account)).toEqual({
      state: account,
      events: [],
      streamVersion: 2,
      globalPosition: undefined,
      written: false,
    })
    expect(account.balance).toBe(6)
    expect(calls).toEqual(['append', 'append'])
  })

  it('is in conflict when somebody else saved first, and nothing is written', async () => {
    const shop = bank()
    await opened(shop)
    const [one, other] = await Promise.all([shop.accounts.get('7'), shop.accounts.get('7')])
    one?.deposit(1)
    other?.deposit(2)
    await shop.accounts.save(one!)

    await expect(shop.accounts.save(other!)).rejects.toMatchObject({
      code: 'ERR_CONCURRENCY',
      expected: 1,
      actual: 2,
    })
    expect((await shop.accounts.get('7'))?.balance).toBe(6)
    expect(other?.uncommittedEvents).toHaveLength(1)
  })

  it('is in conflict when it was created and exists', async () => {
    const shop = bank()
    await opened(shop)
    const again = shop.accounts.create('7')
    again.deposit(1)

    await expect(shop.accounts.save(again)).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  })

  it('is saved by the repository that gave it only', async () => {
    const account = new Account()
    account.deposit(1)

    await expect(bank().accounts.save(account)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })

  it("is its tenant's", async () => {
    const { accounts } = bank()
    const account = accounts.create('7', { tenant: 'north' })
    account.deposit(1)
    await accounts.save(account)

    expect(await accounts.get('7')).toBeUndefined()
    expect((await accounts.get('7', { tenant: 'north' }))?.balance).toBe(1)
  })

  it('comes from its snapshot where there is one, and leaves one behind', async () => {
    const snapshots = new InMemorySnapshotStore()
    const shop = bank(snapshots)
    const account = await opened(shop)
    account.deposit(1)
    await shop.accounts.save(account)
    const loaded = await shop.accounts.get('7')
    loaded?.deposit(10)
    await shop.accounts.save(loaded!)

    expect(await snapshots.load(streamId('account', '7'), { schemaVersion: 1 })).toMatchObject({
      streamVersion: 2,
      state: 6,
    })
    expect((await shop.accounts.get('7'))?.balance).toBe(16)
  })
})

describe('in a unit of work, an instance', () => {
  it('is the same for the same id, changed or not, and read once', async () => {
    const shop = bank()
    await opened(shop)
    shop.calls.length = 0
    const unitOfWork = shop.units.begin()
    const account = await shop.accounts.get('7', { unitOfWork })
    account?.deposit(1)

    expect(await shop.accounts.get('7', { unitOfWork })).toBe(account)
    await shop.accounts.save(account!, { unitOfWork })
    expect(await shop.accounts.get('7', { unitOfWork })).toBe(account)
    expect(await shop.accounts.get('7', { unitOfWork: shop.units.begin() })).not.toBe(account)
    expect(shop.calls).toEqual(['load', 'load'])
  })

  it('is written with the commit, however often it was saved', async () => {
    const shop = bank()
    await opened(shop)
    const unitOfWork = shop.units.begin()
    const account = await shop.accounts.get('7', { unitOfWork })
    account?.deposit(1)
    expect(await shop.accounts.save(account!, { unitOfWork })).toMatchObject({
      streamVersion: 2,
      globalPosition: undefined,
      written: false,
    })
    account?.deposit(2)
    await shop.accounts.save(account!, { unitOfWork })
    expect((await shop.accounts.get('7'))?.balance).toBe(5)
    await unitOfWork.commit()

    expect(await shop.accounts.load('7')).toMatchObject({ streamVersion: 3, state: { balance: 8 } })
  })

  it('is the one that was created there', async () => {
    const { accounts, units } = bank()
    const unitOfWork = units.begin()
    const account = accounts.create('7', { unitOfWork })

    expect(await accounts.get('7', { unitOfWork })).toBe(account)
  })

  it('is read again when events were planned for it by other means', async () => {
    const shop = bank()
    await opened(shop)
    const unitOfWork = shop.units.begin()
    await shop.accounts.get('7', { unitOfWork })
    await shop.accounts.transact('7', (account) => account.deposit(10), { unitOfWork })

    expect((await shop.accounts.get('7', { unitOfWork }))?.balance).toBe(15)
  })

  it('cannot be saved when it was changed while events were planned by other means', async () => {
    const shop = bank()
    await opened(shop)
    const unitOfWork = shop.units.begin()
    const account = await shop.accounts.get('7', { unitOfWork })
    account?.deposit(1)
    await shop.accounts.transact('7', (each) => each.deposit(10), { unitOfWork })

    await expect(shop.accounts.save(account!, { unitOfWork })).rejects.toMatchObject({
      code: 'ERR_CONCURRENCY',
      expected: 1,
      actual: 2,
    })
  })
})

describe('an aggregate that is removed', () => {
  it('does not exist any more, and its events stay', async () => {
    const shop = bank()
    await opened(shop)

    expect(await shop.accounts.remove('7', { metadata: { messageId: 'm' } })).toBe(true)
    expect(await shop.accounts.get('7')).toBeUndefined()
    expect(await shop.accounts.exists('7')).toBe(false)
    expect(await shop.accounts.load('7')).toMatchObject({ streamVersion: 2, state: { balance: 0 } })
    const events = await Array.fromAsync(shop.eventStore.readStream(streamId('account', '7')))
    expect(events.map(({ type, metadata }) => [type, metadata.causationId])).toEqual([
      ['Deposited', undefined],
      ['AccountRemoved', 'm'],
    ])
  })

  it('is removed once, and what never was is not', async () => {
    const shop = bank()
    await opened(shop)
    await shop.accounts.remove('7')

    expect(await shop.accounts.remove('7')).toBe(false)
    expect(await shop.accounts.remove('8')).toBe(false)
  })

  it('begins anew when events follow', async () => {
    const shop = bank(new InMemorySnapshotStore())
    await opened(shop)
    await shop.accounts.remove('7')
    for (const amount of [1, 2, 3]) await shop.accounts.transact('7', (account) => account.deposit(amount))

    expect((await shop.accounts.get('7'))?.balance).toBe(6)
    expect(await shop.accounts.exists('7')).toBe(true)
  })

  it('is gone for its unit of work at once, for others with the commit', async () => {
    const shop = bank()
    await opened(shop)
    const unitOfWork = shop.units.begin()
    await shop.accounts.get('7', { unitOfWork })
    await shop.accounts.remove('7', { unitOfWork })

    expect(await shop.accounts.get('7', { unitOfWork })).toBeUndefined()
    expect(await shop.accounts.exists('7', { unitOfWork })).toBe(false)
    expect(await shop.accounts.exists('7')).toBe(true)
    await unitOfWork.commit()
    expect(await shop.accounts.exists('7')).toBe(false)
  })

  it('needs a tombstone', async () => {
    const eventStore = new InMemoryEventStore()
    const accounts = new EventSourcedRepository({
      eventStore,
      decider: aggregate({ category: 'account', create: () => new Account() }),
    })

    await expect(accounts.remove('7')).rejects.toMatchObject({ code: 'ERR_CONFIGURATION', path: 'tombstone' })
  })
})

describe('a list of aggregates', () => {
  it('has the ids of those that exist, of its category and tenant', async () => {
    const { accounts, eventStore } = bank()
    for (const id of ['b', 'a-1', 'c', 'd']) await accounts.transact(id, (account) => account.deposit(1))
    await accounts.transact('north', (account) => account.deposit(1), { metadata: { tenant: 'north' } })
    await eventStore.append(streamId('accounts', 'z'), [{ type: 'Opened', data: {} }], {
      expectedVersion: 'any',
    })
    for (const id of ['c', 'd']) await accounts.remove(id)
    await accounts.transact('d', (account) => account.deposit(1))

    expect(await Array.fromAsync(accounts.list())).toEqual(['b', 'a-1', 'd'])
    expect(await Array.fromAsync(accounts.list({ tenant: 'north' }))).toEqual(['north'])
  })

  it('ends with the reason of a caller who gives up', async () => {
    const { accounts } = bank()
    const listed = Array.fromAsync(accounts.list({ signal: AbortSignal.abort('enough') }))

    await expect(listed).rejects.toBe('enough')
  })
})
