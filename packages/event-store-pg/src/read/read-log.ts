import { origin, type Horizon, type ReadAllOptions, type RecordedEvent } from '@uno-ts/types'
import { checkSizes } from './check-sizes.ts'
import type { EventSource } from './event-source.ts'
import { readAhead } from './read-ahead.ts'
import { readPage, type StoredPage } from './read-page.ts'

interface LogPage extends StoredPage {
  /** How many stored events are still wanted after this page. */
  readonly left: number
  /** Whether this page has asked for the horizon. */
  readonly asked: boolean
}

/**
 * Reads the log up to the horizon, a page a round trip. The first page asks how far the log may be read; when the reader
 * has come there it asks once more, and ends where nothing has been added. `seen` hears of each answer.
 */
export async function* readLog(
  source: EventSource,
  options: ReadAllOptions,
  seen: (horizon: Horizon) => void,
): AsyncGenerator<RecordedEvent> {
  const { after = origin, limit = Number.POSITIVE_INFINITY, batchSize = 1_000, transaction } = options
  checkSizes(options)

  const pageAfter = async (position = after, left = limit, known?: Horizon): Promise<LogPage> => {
    const stored = await readPage(
      source,
      { ...options, after: position, limit: Math.min(left, batchSize) },
      known,
    )
    if (known === undefined) seen(stored.horizon)
    return { ...stored, left: left - stored.stored, asked: known === undefined }
  }
  const next = (previous: LogPage | undefined): Promise<LogPage> | undefined => {
    if (previous === undefined) return limit > 0 ? pageAfter() : undefined
    const { page, horizon, left, asked } = previous
    if (left <= 0 || (page.atHead && asked)) return undefined
    return pageAfter(page.position, left, page.atHead ? undefined : horizon)
  }

  for await (const { page } of readAhead(next, { concurrent: transaction === undefined })) {
    for (const event of page.events) yield event
  }
}
