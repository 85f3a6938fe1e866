import { endSource, readNext, sourceOf } from './source.ts'

/** Gives the items of a stream until `signal` aborts, also while the stream thinks about its next item. @throws its reason */
export async function* interruptible<Item>(
  items: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  const source = sourceOf(items)
  let isReading = false
  let ended = false
  try {
    for (;;) {
      signal?.throwIfAborted()
      isReading = true
      const read = await readNext(source, signal)
      if (read === undefined) continue // it was interrupted
      isReading = false
      ended = read.done === true
      if (read.done === true) return
      yield read.value
    }
  } finally {
    if (!ended) await endSource(source, isReading)
  }
}
