import { setTimeout } from 'node:timers/promises'

/** Asks again until `holds` says yes, for so many seconds at most. */
export async function until(holds: () => Promise<boolean>, seconds: number = 10): Promise<void> {
  for (const deadline = Date.now() + seconds * 1_000; !(await holds());) {
    if (Date.now() > deadline) throw new Error(`it did not come true within ${seconds} seconds`)
    await setTimeout(20)
  }
}
