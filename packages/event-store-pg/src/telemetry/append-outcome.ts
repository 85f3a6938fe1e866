import type { CommitPlan, CommitResult } from '@uno-ts/types'

/** What an append came to. */
export type AppendOutcome = 'written' | 'repeated' | 'checked' | 'conflict' | 'failed'

/** What an append that went through came to. */
export function outcomeOf({ appends }: CommitResult): AppendOutcome {
  if (appends.length === 0) return 'checked'
  return appends.some(({ written }) => written) ? 'written' : 'repeated'
}

/** How many events a plan holds. */
export function eventsIn({ appends }: Pick<CommitPlan, 'appends'>): number {
  return appends.reduce((sum, { events }) => sum + events.length, 0)
}
