import { endSource, readNext, sourceOf, type Source } from './source.ts'

/** How many of an iterable's items are in hand. */
export interface InOrderOptions {
  /** How many runs are begun before the first of them has been told. */
  readonly window: number
  /** Aborting it begins no more runs; what was begun is told, and then its reason is thrown. */
  readonly signal?: AbortSignal | undefined
}

/** A source's answer, unless it was interrupted, or the head of the runs in hand. */
type Step<Item, Result> = { readonly read: IteratorResult<Item> | undefined } | { readonly told: Result }

/**
 * Runs every item of an iterable, several at a time, and gives the results in the order of the items, each as soon as
 * those before it are known. It reads on only while its results are taken, so the memory it needs is that of its window.
 *
 * Leaving it early begins no more runs, ends the source and waits for the runs in hand.
 *
 * @param run - must not reject: an outcome tells what failed. It is given a signal that aborts when the results are left
 * early: what still waits for its turn then need not begin
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  run: (item: Item, index: number, left: AbortSignal) => Promise<Result>,
  { window, signal }: InOrderOptions,
): AsyncGenerator<Result, void, undefined> {
  const source = sourceOf(items)
  const inHand: Promise<Step<Item, Result>>[] = []
  const left = new AbortController()
  let reading: Promise<Step<Item, Result>> | undefined
  let ended = false
  let index = 0
  try {
    for (;;) {
      const readsOn = !ended && inHand.length < window && signal?.aborted !== true
      if (readsOn) reading ??= readOn(source, signal)
      const next = [inHand[0], readsOn ? reading : undefined].filter((step) => step !== undefined)
      if (next.length === 0) break
      const step = await Promise.race(next)
      if ('told' in step) {
        void inHand.shift()
        yield step.told
        continue
      }
      if (step.read === undefined) continue // aborted: what the source gives is not waited for
      reading = undefined
      if (step.read.done === true) ended = true
      else if (signal?.aborted !== true) inHand.push(told(run(step.read.value, index++, left.signal)))
    }
    if (!ended) signal?.throwIfAborted()
  } finally {
    left.abort()
    await Promise.all(inHand)
    if (!ended) await endSource(source, reading !== undefined)
  }
}

async function readOn<Item>(
  source: Source<Item>,
  signal: AbortSignal | undefined,
): Promise<{ read: IteratorResult<Item> | undefined }> {
  return { read: await readNext(source, signal) }
}

async function told<Result>(result: Promise<Result>): Promise<{ told: Result }> {
  return { told: await result }
}
