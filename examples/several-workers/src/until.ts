import { setTimeout } from 'node:timers/promises'

/** Asks again until `holds` says yes, for ten seconds at most. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await holds());) {
    if (Date.now() > deadline) throw new Error('it did not come true within ten seconds')
    await setTimeout(50)
  }
}
