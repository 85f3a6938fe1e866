/** Something that goes on beside a test. */
export interface KeptDoing extends AsyncDisposable {
  /** Ends it after the round in hand. @throws what a round threw */
  stop(): Promise<void>
}

/** Does something again and again until it is stopped; what a round throws is thrown by the stop. */
export function keepDoing(round: () => Promise<void>): KeptDoing {
  const ending = new AbortController()
  const doing = (async () => {
    while (!ending.signal.aborted) await round()
  })()
  doing.catch(() => undefined) // thrown by the stop
  const stop = async () => {
    ending.abort()
    await doing
  }
  return {
    stop,
    async [Symbol.asyncDispose]() {
      await stop().catch(() => undefined) // a test that fails has its own error
    },
  }
}
