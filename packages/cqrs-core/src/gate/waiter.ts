/** Who waits for a turn. */
export interface Waiter {
  /** Resolves when it may go on; rejects when it was refused or has left. */
  readonly entered: Promise<void>
  enter(): void
  refuse(reason: unknown): void
}

/**
 * Waits for a turn until `signal` aborts: then `leave` takes it out of the queue, and `entered` rejects with the reason.
 * The listener is gone when the waiting has ended.
 */
export function waiter(signal: AbortSignal | undefined, leave: () => void): Waiter {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const aborted = () => {
    leave()
    reject(signal?.reason)
  }
  const release = () => signal?.removeEventListener('abort', aborted)
  signal?.addEventListener('abort', aborted, { once: true })
  return {
    entered: promise,
    enter() {
      release()
      resolve()
    },
    refuse(reason) {
      release()
      reject(reason)
    },
  }
}
