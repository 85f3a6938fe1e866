import { setTimeout as sleep } from 'node:timers/promises'

/** How often something is done, one after the other. */
export interface Pace {
  readonly times: number
  /** From the beginning of one to that of the next, unless it takes longer. */
  readonly everyMs: number
}

/** Does `work` at a pace, with the numbers from 1. */
export async function atPace({ times, everyMs }: Pace, work: (nr: number) => Promise<void>): Promise<void> {
  let due = performance.now()
  for (let nr = 1; nr <= times; nr++) {
    await sleep(Math.max(0, due - performance.now()))
    due = Math.max(due, performance.now()) + everyMs
    await work(nr)
  }
}
