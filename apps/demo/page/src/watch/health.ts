import { signal } from '@preact/signals'
import type { Progress } from '../answers/answers.ts'
import { ask } from '../answers/ask.ts'

export interface Health {
  readonly ready: boolean
  readonly progress: Progress
}

/** What the shop last said of itself; `silent` when it did not answer. */
export const health = signal<Health | 'silent' | undefined>(undefined)
/** What part of the questions was answered by the cache, since we look: from 0 to 1. */
export const hitRate = signal<number | undefined>(undefined)

const everyMs = 3_000

/** Asks now and then, as long as somebody looks. Returns the function that ends it. */
export function watch(): () => void {
  const look = async () => {
    if (document.hidden) return
    try {
      const [progress, ready] = await Promise.all([
        ask<Progress>('/api/progress'),
        fetch('/health/ready').then(({ ok }) => ok),
      ])
      health.value = { progress, ready }
      const { hits, misses } = progress.cache
      hitRate.value = hits + misses === 0 ? undefined : hits / (hits + misses)
    } catch {
      health.value = 'silent'
    }
  }
  void look()
  const timer = setInterval(() => void look(), everyMs)
  const onReturn = () => void look()
  document.addEventListener('visibilitychange', onReturn)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', onReturn)
  }
}
