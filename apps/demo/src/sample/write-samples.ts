import {
  isUnoError,
  type Command,
  type CommandBus,
  type CommandDefinition,
  type EventStore,
} from '@uno-ts/types'
import { sampleCommands } from './sample-commands.ts'
import { sampleStream, type SampleEvent } from './sample-marker.ts'

/** The samples are the same at every start. */
const seed = 20_101_201
const atOnce = 50

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
  const { introductions, invoices } = sampleCommands(seed)
  await executeAll(commandBus, introductions)
  await executeAll(commandBus, invoices)
  await mark(eventStore, { type: 'SampleFinished', data: {} }, 1)
  return introductions.length + invoices.length
}

/** Some at a time: appends that wait share a transaction. */
async function executeAll(
  commandBus: CommandBus,
  commands: readonly Command<CommandDefinition>[],
): Promise<void> {
  for (let start = 0; start < commands.length; start += atOnce) {
    const some = commands.slice(start, start + atOnce)
    await Promise.all(some.map((command) => commandBus.execute(command).catch(unlessDoneBefore)))
  }
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
