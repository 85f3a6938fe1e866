import { globalPosition, origin, projectionId, type CheckpointKey } from '@uno-ts/types'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../test/open-database.ts'
import { transactionHandle } from '../runner/transaction-handle.ts'
import { PostgresCheckpointStore } from './postgres-checkpoint-store.ts'

let database: OpenDatabase
let store: PostgresCheckpointStore
let key: CheckpointKey
let count = 0

beforeAll(async () => {
  database = await openDatabase()
  store = new PostgresCheckpointStore({ db: database.db })
})
afterAll(() => database[Symbol.asyncDispose]())
beforeEach(() => {
  count += 1
  key = { projectionId: projectionId(`p${count}`), version: 1 }
})

const at = globalPosition

describe('a checkpoint in PostgreSQL', () => {
  it('is unknown before the first save', async () => {
    expect(await store.load(key)).toBeUndefined()
  })

  it('remembers a position beyond the safe integers', async () => {
    await store.save(key, at('9223372036854775806'), { from: origin })
    expect(await store.load(key)).toMatchObject({ position: 9223372036854775806n })
    expect((await store.load(key))?.updatedAt).toBeInstanceOf(Date)
  })

  it('moves only from where it stands', async () => {
    await store.save(key, at(5), { from: origin })
    await expect(store.save(key, at(6), { from: at(4) })).rejects.toMatchObject({ code: 'ERR_LEASE_LOST' })
    await expect(store.save(key, at(6), { from: origin })).rejects.toMatchObject({ code: 'ERR_LEASE_LOST' })
    await store.save(key, at(6), { from: at(5) })
    expect(await store.load(key)).toMatchObject({ position: 6n })
  })

  it('does not come into being behind its first events', async () => {
    await expect(store.save(key, at(6), { from: at(5) })).rejects.toMatchObject({ code: 'ERR_LEASE_LOST' })
    expect(await store.load(key)).toBeUndefined()
  })

  it('never moves backward', async () => {
    await store.save(key, at(5), { from: origin })
    await expect(store.save(key, at(4), { from: at(5) })).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    })
  })

  it('refuses an earlier epoch, also from the right position', async () => {
    await store.save(key, at(5), { from: origin, epoch: 3n })
    await expect(store.save(key, at(6), { from: at(5), epoch: 2n })).rejects.toMatchObject({
      code: 'ERR_LEASE_LOST',
    })
    await store.save(key, at(6), { from: at(5), epoch: 4n })
    expect(await store.load(key)).toMatchObject({ position: 6n })
  })

  it('keeps tenants, versions and slices apart', async () => {
    await store.save(key, at(1), { from: origin })
    await store.save({ ...key, version: 2 }, at(2), { from: origin })
    await store.save({ ...key, slice: 1 }, at(3), { from: origin })
    await store.save({ ...key, tenant: 'other' }, at(4), { from: origin })
    const keys = [key, { ...key, version: 2 }, { ...key, slice: 1 }, { ...key, tenant: 'other' }]
    const positions = await Promise.all(keys.map(async (each) => (await store.load(each))?.position))
    expect(positions).toEqual([1n, 2n, 3n, 4n])
  })

  it('lets one of two first writers win', async () => {
    const outcomes = await Promise.allSettled([
      store.save(key, at(1), { from: origin }),
      store.save(key, at(2), { from: origin }),
    ])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('is rolled back with the transaction it was saved in', async () => {
    const undone = database.db.transaction().execute(async (tx) => {
      await store.save(key, at(5), { from: origin, transaction: transactionHandle(tx) })
      throw new Error('undo')
    })
    await expect(undone).rejects.toThrow('undo')
    expect(await store.load(key)).toBeUndefined()
  })

  it('begins again after a reset', async () => {
    await store.save(key, at(5), { from: origin })
    await store.reset(key)
    expect((await store.load(key))?.position ?? origin).toBe(origin)
    await expect(store.save(key, at(6), { from: at(5) })).rejects.toMatchObject({ code: 'ERR_LEASE_LOST' })
    await store.save(key, at(2), { from: origin })
    expect(await store.load(key)).toMatchObject({ position: 2n })
  })
})
