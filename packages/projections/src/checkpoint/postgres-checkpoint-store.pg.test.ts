import { globalPosition, origin, projectionId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../test/open-database.ts'
import { transactionHandle } from '../storage/transaction-handle.ts'
import { PostgresCheckpointStore } from './postgres-checkpoint-store.ts'

let database: OpenDatabase
let store: PostgresCheckpointStore

beforeAll(async () => {
  database = await openDatabase()
  store = new PostgresCheckpointStore({ db: database.db })
})
afterAll(() => database[Symbol.asyncDispose]())

async function begin() {
  const tx = await database.db.startTransaction().execute()
  return {
    handle: transactionHandle(tx),
    commit: () => tx.commit().execute(),
    rollback: () => tx.rollback().execute(),
  }
}

describe('a checkpoint in PostgreSQL', () => {
  it('is set back only after the first batch that is still being committed', async () => {
    const key = { projectionId: projectionId('racing'), version: 1 }
    const first = await begin()
    await store.save(key, globalPosition(5), { from: origin, transaction: first.handle })
    const reset = store.reset(key)
    await first.commit()
    await reset
    expect((await store.load(key))?.position).toBe(origin)
  })

  it('says what it expected of a checkpoint that another has moved', async () => {
    const key = { projectionId: projectionId('moved'), version: 2 }
    await store.save(key, globalPosition(5), { from: origin })
    await expect(store.save(key, globalPosition(9), { from: globalPosition(4), epoch: 3n })).rejects.toThrow(
      'the checkpoint of "moved" version 2 is not at 4, or an epoch after 3 has written',
    )
    const move = { slice: 0, from: globalPosition(5), to: globalPosition(9), epoch: 0n }
    await expect(store.saveSlices(key, [move, { ...move, slice: 1 }, { ...move, slice: 2 }])).rejects.toThrow(
      '2 of 3 slices of "moved" version 2 have moved or belong to another runner',
    )
  })

  it('may stay where it is: who asks only whether it is still its own writes nothing else', async () => {
    const key = { projectionId: projectionId('staying'), version: 1 }
    const stay = { slice: 0, from: globalPosition(5), to: globalPosition(5), epoch: 0n }
    await store.save(key, globalPosition(5), { from: origin })
    await store.saveSlices(key, [stay])
    expect((await store.load(key))?.position).toBe(5n)
  })

  it('refuses to go back, and says from where', async () => {
    const key = { projectionId: projectionId('back'), version: 1 }
    await expect(store.save(key, globalPosition(3), { from: globalPosition(5) })).rejects.toThrow(
      'a checkpoint moves forward, found 3 after 5',
    )
  })

  it('says that the database was away, as something that passes', async () => {
    const away = new PostgresCheckpointStore({
      db: database.anotherDb({ connectionString: 'postgres://127.0.0.1:1/' }),
    })
    const key = { projectionId: projectionId('away'), version: 1 }
    await expect(away.load(key)).rejects.toMatchObject({ code: 'ERR_DATABASE', retryable: true })
  })
})
