import { afterEach, beforeEach } from 'vitest'

/** Fails each test of the file during which a promise is rejected that nobody waits for. */
export function refuseUnhandledRejections(): void {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  beforeEach(() => void process.on('unhandledRejection', note))
  afterEach(() => {
    process.off('unhandledRejection', note)
    if (unhandled.length > 0) throw new AggregateError(unhandled.splice(0), 'a rejection nobody has handled')
  })
}
