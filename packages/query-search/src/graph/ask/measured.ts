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
  if ('neighbours' in answer || 'nodes' in answer || 'matches' in answer || 'rows' in answer) {
    return Math.max(0, ...Object.values(answer).map((value) => (Array.isArray(value) ? value.length : 0)))
  }
  return 'path' in answer ? ((answer.path as { edges: unknown[] } | undefined)?.edges.length ?? 0) : 0
}
