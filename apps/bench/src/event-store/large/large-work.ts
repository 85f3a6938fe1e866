import { perSecond } from '../../measure/per-second.ts'
import { sideBySide } from '../../measure/side-by-side.ts'
import { sampleEvent } from '../append/sample-event.ts'
import { filledStream, filledTag, streamEvents } from './fill-log.ts'
import type { LargeWork, LogAtWork } from './large-path.ts'
import { spread } from './spread.ts'

/** How many appends wait for their answer at any time. */
const inFlight = 20

/** How often a round does each kind of work. */
export interface LargeRounds {
  readonly appends: number
  readonly loads: number
  readonly reads: number
}

/** All that is done on a filled log. */
export function largeWork({ appends, loads, reads }: LargeRounds): readonly LargeWork[] {
  return [
    {
      id: 'large-load',
      does: `${loads} loads of streams at random, ${streamEvents} events each, 1 in flight`,
      unit: 'events/s',
      adds: 0,
      begin({ log, streams }) {
        const at = spread(streams)
        return () =>
          perSecond(loads * streamEvents, async () => {
            for (let nr = 0; nr < loads; nr++) await log.load(filledStream(at.next().value))
          })
      },
    },
    {
      id: 'large-tail',
      does: `${reads} reads of the last 1,000 events, decoded, 1 in flight`,
      unit: 'events/s',
      adds: 0,
      begin({ log, events }) {
        const length = Math.min(1_000, events)
        return () =>
          perSecond(reads * length, async () => {
            for (let nr = 0; nr < reads; nr++) await readTail(log, { events, length })
          })
      },
    },
    {
      id: 'large-dcb',
      does: `${appends} appends of 1 event, ${inFlight} in flight, each on condition that its tag has no new events, tags at random`,
      unit: 'events/s',
      adds: appends,
      begin({ log, streams }) {
        const at = spread(streams)
        return async () => {
          const append = await log.unlessTagged(sampleEvent('order-0', 1))
          return perSecond(appends, () =>
            sideBySide({ times: appends, inFlight }, () => append(filledTag(at.next().value))),
          )
        }
      },
    },
    {
      id: 'large-append',
      does: `${appends} appends of 1 event, ${inFlight} in flight, to existing streams at random`,
      unit: 'events/s',
      adds: appends,
      begin({ log, streams }) {
        const at = spread(streams)
        const versions = new Map<string, number>()
        const append = async (): Promise<void> => {
          const stream = filledStream(at.next().value)
          const version = versions.get(stream) ?? streamEvents
          versions.set(stream, version + 1)
          await log.append(stream, version, sampleEvent(stream, version + 1))
        }
        return () => perSecond(appends, () => sideBySide({ times: appends, inFlight }, append))
      },
    },
  ]
}

async function readTail(
  log: LogAtWork['log'],
  { events, length }: { readonly events: number; readonly length: number },
): Promise<void> {
  const read = await log.readAfter(events - length, length)
  if (read !== length) throw new RangeError(`expected the last ${length} events, found ${read}`)
}
