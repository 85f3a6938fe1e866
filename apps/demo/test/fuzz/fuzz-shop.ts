import { createDatabase } from '@uno-ts/testing'
import * as fc from 'fast-check'
import { Pool } from 'pg'
import { listProduct } from '../../src/products/list-product.ts'
import { openTestShop } from '../open-test-shop.ts'
import { operationsOf, type Description } from './described-operation.ts'
import { requestsTo, wrongWith } from './fuzz-operation.ts'

export interface FuzzOptions {
  /** How many requests each operation gets. */
  readonly runs: number
  /** When it ends at the latest, in milliseconds from now. */
  readonly withinMs: number
}

/** What a fuzzed shop has been asked. */
export interface FuzzReport {
  readonly operations: number
  readonly requests: number
}

/**
 * Sends every operation of a shop's description what fits it and what does not.
 *
 * @throws the smallest request that was answered wrongly, with its seed
 */
export async function fuzzShop(postgresUrl: string, { runs, withinMs }: FuzzOptions): Promise<FuzzReport> {
  const database = await createDatabase(postgresUrl)
  const pool = new Pool({ connectionString: database.url, max: 8 })
  let requests = 0
  try {
    await using test = await openTestShop(pool)
    await test.shop.commandBus.execute(listProduct({ stockCode: '10001', description: 'ENAMEL MILK JUG' }))
    const description = (await test.ask('/openapi.json')) as Description
    const operations = operationsOf(description).filter(({ streams }) => !streams)
    const until = performance.now() + withinMs
    for (const [index, operation] of operations.entries()) {
      const left = Math.max(1, until - performance.now())
      // However late it is, each is asked something.
      const share = Math.max(1_000, left / (operations.length - index))
      await fc.assert(
        fc.asyncProperty(requestsTo(operation, description), async (request) => {
          requests++
          const wrong = await wrongWith(test.server, operation, request, description)
          if (wrong !== undefined) throw new Error(`${operation.name}: ${wrong}`)
        }),
        { numRuns: runs, interruptAfterTimeLimit: share, markInterruptAsFailure: false },
      )
    }
    return { operations: operations.length, requests }
  } finally {
    await pool.end()
    await database.drop()
  }
}
