import { expect, it } from 'vitest'
import { executeMany } from '../../test/execute-many.ts'

const seconds = Number(process.env.SOAK_SECONDS ?? 60)
/** Ten million in the full soak. */
const messages = Math.min(10_000_000, Math.max(500_000, seconds * 25_000))

it(`needs no more memory for ${messages} messages than for a tenth of them`, async () => {
  const { handled, grownBytes } = await executeMany(messages)

  expect(handled).toBeGreaterThanOrEqual(messages)
  expect(grownBytes).toBeLessThan(2 * 1_048_576)
})
