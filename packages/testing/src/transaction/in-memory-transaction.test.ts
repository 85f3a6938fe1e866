import { describe, expect, it } from 'vitest'
import { InMemoryTransaction } from './in-memory-transaction.ts'

describe('a transaction in memory', () => {
  it('takes writes back in reverse order, once', async () => {
    const undone: number[] = []
    const transaction = new InMemoryTransaction()
    for (const write of [1, 2, 3]) transaction.onRollback(() => void undone.push(write))
    await transaction.rollback()
    await transaction.rollback()
    expect(undone).toEqual([3, 2, 1])
  })

  it('takes nothing back once it has committed', async () => {
    const transaction = new InMemoryTransaction()
    const ends: string[] = []
    transaction.onRollback(() => void ends.push('undone'))
    transaction.onEnd((end) => void ends.push(end))
    await transaction.commit()
    await transaction.rollback()
    expect(ends).toEqual(['committed'])
  })

  it('takes no writes once it has ended', async () => {
    const transaction = new InMemoryTransaction()
    await transaction.rollback()
    expect(() => transaction.onRollback(() => undefined)).toThrow('the transaction is rolled-back')
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })

  it('runs no SQL', async () => {
    const query = new InMemoryTransaction().connection.query({ text: 'select 1' })
    await expect(query).rejects.toMatchObject({ code: 'ERR_CAPABILITY' })
  })
})
