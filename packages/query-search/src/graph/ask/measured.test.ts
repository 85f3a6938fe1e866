import { describe, expect, it } from 'vitest'
import type { GraphQueryMetrics } from './graph-query-metrics.ts'
import { measured } from './measured.ts'

const of = { graph: 'social', type: 'path', engine: 'relational' } as const

describe('what a question has cost', () => {
  it.each([
    [{ neighbours: [1, 2] }, 2],
    [{ nodes: [] }, 0],
    [{ path: { nodes: [1, 2, 3], edges: [1, 2] } }, 2],
    [{ path: undefined }, 0],
  ])('is told with its answer: %j', async (answer, resultCount) => {
    const told: GraphQueryMetrics[] = []
    const found = await measured(
      of,
      (metrics) => told.push(metrics),
      () => Promise.resolve(answer),
    )
    expect(found).toBe(answer)
    expect(told).toEqual([
      {
        ...of,
        resultCount,
        success: true,
        startTime: expect.any(Date) as Date,
        durationMs: expect.any(Number) as number,
      },
    ])
  })

  it('is told of a question that failed', async () => {
    const told: GraphQueryMetrics[] = []
    const failed = measured(
      of,
      (metrics) => told.push(metrics),
      () => Promise.reject(new Error('no')),
    )
    await expect(failed).rejects.toThrow('no')
    expect(told).toMatchObject([{ success: false, resultCount: 0 }])
  })
})
