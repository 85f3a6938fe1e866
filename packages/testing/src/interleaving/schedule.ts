import { setImmediate } from 'node:timers/promises'
import type { Outcome } from '@uno-ts/types'
import { outcomeOf } from '../harness/outcome-of.ts'

/** What a task does. Calls of what it watches are its steps: each waits until it is its turn. */
export type ScheduledTask<Value> = (
  watch: <Watched extends object>(watched: Watched) => Watched,
) => Promise<Value>

/** A step that was taken: which of how many that could be taken. */
export interface TakenStep {
  readonly name: string
  readonly chosen: number
  readonly of: number
}

interface WaitingStep {
  readonly task: string
  readonly name: string
  readonly go: () => void
}

/** Lets tasks take their steps one at a time, in one order of many. See {@link everyInterleaving}. */
export class Schedule {
  readonly #choices: readonly number[]
  readonly #blockedMs: number
  readonly #taken: TakenStep[] = []
  readonly #waiting: WaitingStep[] = []

  /**
   * @param choices - which of the waiting steps is taken, time after time; then always the first
   * @param options - `blockedMs`: a step that takes longer waits for somebody else, and the others go on
   */
  constructor(choices: readonly number[], { blockedMs }: { readonly blockedMs: number }) {
    this.#choices = choices
    this.#blockedMs = blockedMs
  }

  /** The steps that were taken, in order. */
  get taken(): readonly TakenStep[] {
    return this.#taken
  }

  /** Runs tasks side by side and gives their outcomes, by name. */
  async run<Value>(
    tasks: Readonly<Record<string, ScheduledTask<Value>>>,
  ): Promise<Readonly<Record<string, Outcome<Value>>>> {
    const running = new Set(Object.keys(tasks))
    const outcomes: Record<string, Outcome<Value>> = {}
    const ended = Object.entries(tasks).map(async ([task, work]) => {
      outcomes[task] = await outcomeOf(() => work((watched) => this.#watch(task, watched)))
      running.delete(task)
    })
    while (running.size > 0) await this.#takeOne(running)
    await Promise.all(ended)
    return outcomes
  }

  async #takeOne(running: ReadonlySet<string>): Promise<void> {
    const giveUpAt = performance.now() + this.#blockedMs
    do await setImmediate()
    while (!this.#isEveryoneAtAStep(running) && (this.#waiting.length === 0 || performance.now() < giveUpAt))
    if (this.#waiting.length === 0) return
    const order = [...running]
    const ready = this.#waiting.toSorted((one, other) => order.indexOf(one.task) - order.indexOf(other.task))
    const chosen = Math.min(this.#choices[this.#taken.length] ?? 0, ready.length - 1)
    const step = ready[chosen]
    if (step === undefined) return
    this.#waiting.splice(this.#waiting.indexOf(step), 1)
    this.#taken.push({ name: `${step.task} ${step.name}`, chosen, of: ready.length })
    step.go()
  }

  #isEveryoneAtAStep(running: ReadonlySet<string>): boolean {
    const waiting = new Set(this.#waiting.map(({ task }) => task))
    return running.size === 0 || [...running].every((task) => waiting.has(task))
  }

  #watch<Watched extends object>(task: string, watched: Watched): Watched {
    return new Proxy(watched, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key)
        if (typeof member !== 'function' || typeof key === 'symbol') return member
        return (...args: unknown[]) =>
          this.#step(task, key, async () => member.apply(target, args) as unknown)
      },
    })
  }

  /** What a step gives may be awaited, or read with `for await`. */
  #step(task: string, name: string, call: () => Promise<unknown>): Promise<unknown> {
    const turn = new Promise<void>((go) => this.#waiting.push({ task, name, go }))
    const result = turn.then(call)
    async function* items(): AsyncGenerator {
      yield* (await result) as AsyncIterable<unknown> // whoever iterates knows that it is one
    }
    return Object.assign(result, { [Symbol.asyncIterator]: items })
  }
}
