import { embedded } from '@uno-ts/embedded'
import { expect, it } from 'vitest'
import { nearestByHand, sampleVectors } from './sample-vectors.ts'
import { rawVectors, unoTsVectors, vectorPath } from './vector-path.ts'

it('finds the nearest as pgvector does by hand, and gives a figure for each', async () => {
  await using database = await embedded({ extensions: ['vector'] })
  const path = vectorPath({ id: 'v', vectors: 60, questions: 10, targets: [] })
  await using open = await path.open(database)
  expect(open.contenders.map(({ name }) => name)).toEqual([unoTsVectors, rawVectors])
  for (const contender of open.contenders) expect(await contender.run()).toBeGreaterThan(0)
  await open.verify()
})

it('knows the nearest by hand', () => {
  const vectors = [new Float32Array([1, 0]), new Float32Array([0, 1]), new Float32Array([3, 1])]
  expect(nearestByHand(vectors, new Float32Array([1, 0.1]), 2)).toEqual([0, 2])
  expect(sampleVectors(2, 7)).toEqual(sampleVectors(2, 7))
})
