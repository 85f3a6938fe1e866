import {
  streamId,
  type EventStore,
  type MessageMetadata,
  type ProcessAgenda,
  type ProcessAgendaEntry,
  type TenantId,
  type UnitOfWorkFactory,
} from '@uno-ts/types'
import type { ProcessEvent } from './process-event.ts'
import { advanceInstance, newInstance, type ProcessInstance } from './process-instance.ts'

/** Where the processes of one manager are kept. */
export interface StoredProcessesOptions {
  readonly name: string
  readonly eventStore: EventStore
  readonly unitOfWork: UnitOfWorkFactory
  readonly agenda: ProcessAgenda
  readonly tenant: TenantId | undefined
}

/** Reads processes from their streams, and appends to them: each append with the process's entry in the agenda. */
export class StoredProcesses {
  readonly #options: StoredProcessesOptions

  constructor(options: StoredProcessesOptions) {
    this.#options = options
  }

  /** Reads the stream of a process: one round trip. */
  async load(processId: string, signal?: AbortSignal): Promise<ProcessInstance> {
    const { eventStore, name, tenant } = this.#options
    const stream = streamId(name, processId)
    const { events } = await eventStore.load(stream, { tenant, signal })
    return advanceInstance(newInstance(processId, stream), events)
  }

  /**
   * Appends to a process at the version it was loaded at; without events its entry is written again.
   *
   * @returns the process after the events
   * @throws ConcurrencyError when somebody else appended in between: nothing was written
   */
  async append(
    before: ProcessInstance,
    events: readonly ProcessEvent[],
    metadata: MessageMetadata = {},
  ): Promise<ProcessInstance> {
    const { unitOfWork, agenda, tenant } = this.#options
    const described = events.map((event) => ({ ...event, metadata }))
    const after = advanceInstance(before, described)
    await using unit = unitOfWork.begin({ tenant })
    await agenda.put(this.#entryOf(after), { transaction: await unit.transaction() })
    unit.append(before.streamId, described, { expectedVersion: before.streamVersion })
    await unit.commit()
    return after
  }

  #entryOf(process: ProcessInstance): ProcessAgendaEntry {
    const { processId, parked, waiting } = process
    const due = dueAt(process)
    const [first] = waiting
    return {
      processManager: this.#options.name,
      processId,
      dueAt: due === undefined ? undefined : new Date(due),
      failure:
        parked === undefined || first === undefined
          ? undefined
          : { ...parked, inputType: typeOf(first), streamVersion: first.streamVersion },
    }
  }
}

/** When a process has something to do next, in milliseconds since 1970; `undefined` until the next event. */
export function dueAt({ commands: [command], deadlines }: ProcessInstance): number | undefined {
  const times = [...deadlines.values()]
  if (command !== undefined) times.push(command.notBefore)
  return times.length === 0 ? undefined : Math.min(...times)
}

function typeOf({ event }: ProcessInstance['waiting'][number]): string {
  switch (event.type) {
    case 'ProcessEventReceived':
      return event.data.event.type
    case 'ProcessDeadlinePassed':
      return 'DeadlinePassed'
    case 'ProcessCommandRefused':
      return 'CommandRefused'
    case 'ProcessCommandFailed':
      return 'CommandFailed'
  }
}
