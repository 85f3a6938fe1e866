import { isUnoError, type CommandBus, type EventStore } from '@uno-ts/types'
import { sampleCommands } from './sample-commands.ts'
import { sampleStream, type SampleEvent } from './sample-marker.ts'

/** The samples are the same at every start. */
const seed = 20_101_201

/**
 * Fills an empty shop with sample orders; one that was left half filled is finished. A shop with a history of its own is
 * left alone.
 *
 * @returns how many commands were executed; 0 when nothing was to be done
 */
export async function writeSamples({
  eventStore,
  commandBus,
}: {
  readonly eventStore: EventStore
  readonly commandBus: CommandBus
}): Promise<number> {
  const { streamVersion } = await eventStore.streamState(sampleStream)
  if (streamVersion === 2) return 0
  if (streamVersion === 0) {
    if (!(await isEmpty(eventStore))) return 0
    await mark(eventStore, { type: 'SampleBegun', data: { seed } }, 0)
  }
  let executed = 0
  for (const command of sampleCommands(seed)) {
    await commandBus.execute(command).catch(unlessDoneBefore)
    executed++
  }
  await mark(eventStore, { type: 'SampleFinished', data: {} }, 1)
  return executed
}

async function isEmpty(eventStore: EventStore): Promise<boolean> {
  const { events } = await eventStore.readPage({ limit: 1 })
  return events.length === 0
}

async function mark(eventStore: EventStore, event: SampleEvent, expectedVersion: number): Promise<void> {
  await eventStore.append(sampleStream, [event], { expectedVersion })
}

/** A start that was cut off has executed some of them. */
function unlessDoneBefore(error: unknown): void {
  if (!isUnoError(error, 'ERR_RULE_VIOLATION')) throw error
}
