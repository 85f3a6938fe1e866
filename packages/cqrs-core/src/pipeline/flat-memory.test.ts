import { expect, it } from 'vitest'
import { executeMany } from '../../test/execute-many.ts'

it('needs no more memory for 100,000 messages than for 10,000', async () => {
  const { handled, refused, grownBytes } = await executeMany(100_000)

  expect(handled).toBeGreaterThanOrEqual(100_000)
  expect(refused).toBeGreaterThan(1_000)
  expect(grownBytes).toBeLessThan(2 * 1_048_576) // 20 bytes a message
})
