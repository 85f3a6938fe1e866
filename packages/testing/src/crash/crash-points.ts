import { CrashError } from './crash-error.ts'

/**
 * Watches what a process uses, and lets the process die at one call of it: before the call, or when it has had its effect and
 * nobody has heard of it. From then on every call of a watched object fails. See {@link crashEverywhere}.
 */
export class CrashPoints {
  readonly #crashAt: number
  readonly #passed: string[] = []
  #crashedAt: string | undefined

  /** @param crashAt - which point is the last one, from 0; `Infinity` for no crash */
  constructor(crashAt: number) {
    this.#crashAt = crashAt
  }

  /** The points that were passed, in order. */
  get passed(): readonly string[] {
    return this.#passed
  }

  /** Where the process died; `undefined` while it lives. */
  get crashedAt(): string | undefined {
    return this.#crashedAt
  }

  /** The same object, each of whose calls is a point before it and, when it gives a promise, one after it. */
  watch<Watched extends object>(name: string, watched: Watched): Watched {
    return new Proxy(watched, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key)
        if (typeof member !== 'function' || typeof key === 'symbol') return member
        return (...args: unknown[]): unknown =>
          this.#call(`${name}.${key}`, () => member.apply(target, args) as unknown)
      },
    })
  }

  /** Does what a process does, up to the crash. @throws whatever it throws, other than by the crash */
  async during(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      // Whatever a process makes of its own death, nobody sees.
      if (this.#crashedAt === undefined) throw error
    }
  }

  #call(name: string, call: () => unknown): unknown {
    this.#pass(`${name}, before`)
    const result = call()
    if (!(result instanceof Promise)) return result
    return result.then((value: unknown) => {
      this.#pass(`${name}, after`)
      return value
    })
  }

  #pass(point: string): void {
    if (this.#crashedAt !== undefined) throw new CrashError(this.#crashedAt)
    if (this.#passed.length >= this.#crashAt) {
      this.#crashedAt = point
      throw new CrashError(point)
    }
    this.#passed.push(point)
  }
}
