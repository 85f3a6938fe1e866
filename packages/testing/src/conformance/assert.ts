import { AsyncLocalStorage } from 'node:async_hooks'
import strict from 'node:assert/strict'

/** How many assertions the case that runs here has come to. It holds nothing between cases. */
const running = new AsyncLocalStorage<{ made: number }>()

/** Node's strict assertions. Cases use these, so that it is known of each that it asserted something. */
export const assert: typeof strict = new Proxy(strict, {
  apply(target, self, args) {
    note()
    return Reflect.apply(target, self, args) as unknown
  },
  // Counted when it is looked up: a function around it would hide the line that failed from the message.
  get(target, name) {
    note()
    return Reflect.get(target, name) as unknown
  },
})

/** Runs a case and gives the number of assertions it came to. */
export async function assertionsOf(run: () => Promise<void>): Promise<number> {
  const counter = { made: 0 }
  await running.run(counter, run)
  return counter.made
}

function note(): void {
  const counter = running.getStore()
  if (counter !== undefined) counter.made++
}
