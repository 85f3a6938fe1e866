/** Where items come from, one after the other. */
export type Source<Item> = Iterator<Item> | AsyncIterator<Item>

/** Begins to read an iterable. */
export function sourceOf<Item>(items: Iterable<Item> | AsyncIterable<Item>): Source<Item> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
}

/**
 * Reads the next item. When `signal` aborts first it answers `undefined` and waits no longer; what the source gives then
 * is lost.
 */
export function readNext<Item>(
  source: Source<Item>,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<Item> | undefined> {
  return new Promise((resolve, reject) => {
    const next = Promise.resolve(source.next())
    const interrupt = () => resolve(undefined)
    const release = () => signal?.removeEventListener('abort', interrupt)
    signal?.addEventListener('abort', interrupt, { once: true })
    next.then(resolve, reject).finally(release)
  })
}

/** Ends a source early. One that is being read answers only after that, and nobody waits for it then. */
export async function endSource(source: Source<unknown>, isReading: boolean): Promise<void> {
  const ended = Promise.resolve(source.return?.())
  if (isReading) ended.catch(() => undefined)
  else await ended
}
