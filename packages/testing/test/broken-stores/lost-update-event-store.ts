import { setImmediate } from 'node:timers/promises'
import type { CommitPlan, CommitResult, StreamAppend } from '@uno-ts/types'
import { InMemoryEventStore } from '../../src/event-store/in-memory-event-store.ts'

/** Compares the version in one step and writes in another: what two callers decided at once is both written. */
export class LostUpdateEventStore extends InMemoryEventStore {
  override async commit(
    plan: CommitPlan,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CommitResult> {
    const checks = plan.appends.filter(isStreamAppend).map((append) => ({ ...append, events: [] }))
    const holds = await super.commit({ ...plan, appends: checks }, options).then(
      () => true,
      () => false,
    )
    if (!holds) return super.commit(plan, options)
    await setImmediate()
    const unchecked = plan.appends.map((append) =>
      isStreamAppend(append) ? { ...append, expectedVersion: 'any' as const } : append,
    )
    return super.commit({ ...plan, appends: unchecked }, options)
  }
}

function isStreamAppend(append: CommitPlan['appends'][number]): append is StreamAppend {
  return append.streamId !== undefined
}
