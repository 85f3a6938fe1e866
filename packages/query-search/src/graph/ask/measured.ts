import type { GraphQueryMetrics } from './graph-query-metrics.ts'

/** Answers a question and tells what it has cost. */
export async function measured<Answer extends object>(
  of: Pick<GraphQueryMetrics, 'graph' | 'type' | 'engine'>,
  tell: ((metrics: GraphQueryMetrics) => void) | undefined,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (tell === undefined) return work()
  const startTime = new Date()
  const began = performance.now()
  const cost = (success: boolean, resultCount: number): GraphQueryMetrics => ({
    ...of,
    startTime,
    durationMs: performance.now() - began,
    resultCount,
    success,
  })
  let answer: Answer
  try {
    answer = await work()
  } catch (error) {
    tell(cost(false, 0))
    throw error
  }
  tell(cost(true, countOf(answer)))
  return answer
}

function countOf(answer: object): number {
  if ('path' in answer) return (answer.path as { edges: readonly unknown[] } | undefined)?.edges.length ?? 0 // PathAnswer's
  const items = Object.values(answer).find((value) => Array.isArray(value)) as readonly unknown[] | undefined // the others have one list
  return items?.length ?? 0
}
