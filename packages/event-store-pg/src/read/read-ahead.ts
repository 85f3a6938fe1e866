/**
 * Gives pages one after the other. From the second on, the next one is fetched while the consumer works on the one it
 * has; never more than that one, and never for a consumer that leaves during the first. A consumer that leaves waits for
 * the page that is under way.
 *
 * @param read - reads the page after a page, the first after none; `undefined` when there are no more
 * @param options - `concurrent: false` fetches only what is asked for, as within somebody's transaction
 */
export async function* readAhead<Page>(
  read: (previous: Page | undefined) => Promise<Page> | undefined,
  options: { readonly concurrent: boolean },
): AsyncGenerator<Page, void, undefined> {
  let next = read(undefined)
  let ahead = false
  try {
    while (next !== undefined) {
      const page: Page = await next
      next = ahead ? read(page) : undefined
      if (next !== undefined) {
        next.catch(() => undefined) // it is thrown when its turn has come
        await endOfTurn() // else it is not sent before the consumer waits for something
      }
      yield page
      if (!ahead) next = read(page)
      ahead = options.concurrent
    }
  } finally {
    await next?.catch(() => undefined)
  }
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
