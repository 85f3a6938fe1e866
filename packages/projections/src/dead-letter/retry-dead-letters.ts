import type {
  DeadLetterFilter,
  EventStore,
  GlobalPosition,
  Outcome,
  RecordedEvent,
  StoredDeadLetter,
  TransactionHandle,
} from '@uno-ts/types'
import type { Transaction } from 'kysely'
import { logChange } from '../change/log-change.ts'
import { ProjectionError } from '../define/projection-error.ts'
import type { RowKeys } from '../define/projector.ts'
import { isTransient } from '../failure/is-transient.ts'
import type { BatchTarget } from '../runner/commit-batch.ts'
import { deadLetter } from './dead-letter.ts'

/** What became of parked events. */
export interface RetriedDeadLetters {
  /** One for each that was parked. */
  readonly outcomes: readonly Outcome<GlobalPosition>[]
  /** How many were handled. */
  readonly handled: number
  /** The keys of the rows that changed. */
  readonly keys: RowKeys
}

const never = new AbortController().signal
/** Parked events of a key that one transaction handles at most. */
const pageSize = 1_000

/**
 * Handles parked events again, a key at a time: those of a key in order, until one is refused once more. Rows and letters
 * commit together. The key's slice is taken from its holder meanwhile, so that no later event overtakes.
 */
export async function retryDeadLetters(
  target: BatchTarget,
  eventStore: EventStore,
  { key }: Pick<DeadLetterFilter, 'key'>,
): Promise<RetriedDeadLetters> {
  const { storage, projector } = target
  const keys = key === undefined ? await storage.deadLetters.keys(projector) : [key]
  const outcomes: Outcome<GlobalPosition>[] = []
  let handled = 0
  let rows: RowKeys = new Set<string>()
  for (const each of keys) {
    for (;;) {
      const retried = await retryPage(target, eventStore, each)
      outcomes.push(...retried.outcomes)
      handled += retried.handled
      if (retried.handled > 0) rows = rows && retried.keys && rows.union(retried.keys)
      if (retried.outcomes.length === 0 || retried.outcomes.some(({ ok }) => !ok)) break
    }
  }
  return { outcomes, handled, keys: rows }
}

async function retryPage(
  target: BatchTarget,
  eventStore: EventStore,
  key: string,
): Promise<RetriedDeadLetters> {
  const { storage, projector } = target
  const seen = await storage.deadLetters.find(projector, { key, limit: pageSize })
  const [first] = seen
  if (first === undefined) return { outcomes: [], handled: 0, keys: undefined }
  // Before the transaction, which may be on the only connection there is.
  const events = await readAgain(eventStore, seen)
  return await storage.transaction(async (transaction) => {
    await storage.leases.reclaim(projector, { slices: [first.slice], transaction })
    const letters = await storage.deadLetters.find(projector, { key, limit: pageSize }, { transaction })
    const retry = new Retry(target, transaction, letters)
    if (!(await retry.handleAll(events))) {
      for (const letter of letters) {
        const event = events.get(letter.eventId)
        if (event === undefined || !(await retry.handle(letter, event))) break
      }
    }
    const { keys, handled } = retry
    const position = first.globalPosition
    if (handled > 0) await logChange(target, { transaction, keys, position, outOfOrder: true })
    return retry
  })
}

/** One transaction's worth of parked events of one key. */
class Retry implements RetriedDeadLetters {
  readonly outcomes: Outcome<GlobalPosition>[] = []
  handled = 0
  keys: RowKeys = new Set<string>()
  readonly #target: BatchTarget
  readonly #transaction: TransactionHandle<Transaction<any>>
  readonly #letters: readonly StoredDeadLetter[]

  constructor(
    target: BatchTarget,
    transaction: TransactionHandle<Transaction<any>>,
    letters: readonly StoredDeadLetter[],
  ) {
    this.#target = target
    this.#transaction = transaction
    this.#letters = letters
  }

  /** Handles all at once, which most often is possible once the cause is gone. Tells whether it was; else nothing has changed. */
  async handleAll(found: ReadonlyMap<string, RecordedEvent>): Promise<boolean> {
    const { storage, projector } = this.#target
    const transaction = this.#transaction
    const events = this.#letters.flatMap(({ eventId }) => found.get(eventId) ?? [])
    const [first] = this.#letters
    if (first === undefined || events.length < this.#letters.length || events.length === pageSize)
      return false
    const context = { tx: transaction.sql, signal: never }
    try {
      this.keys = await storage.attempt(transaction, () => projector.project(events, context))
    } catch (error) {
      if (isTransient(error)) throw error
      return false
    }
    await storage.deadLetters.remove(projector, { key: first.key }, { transaction })
    this.handled = events.length
    for (const { globalPosition } of events) this.outcomes.push({ ok: true, value: globalPosition })
    return true
  }

  /** Handles one event. Tells whether those behind it may follow. */
  async handle(
    { attempts, eventId, globalPosition }: StoredDeadLetter,
    event: RecordedEvent,
  ): Promise<boolean> {
    const { storage, projector } = this.#target
    const transaction = this.#transaction
    const context = { tx: transaction.sql, signal: never }
    try {
      const keys = await storage.attempt(transaction, () => projector.project([event], context))
      this.keys = this.keys && keys && this.keys.union(keys)
    } catch (error) {
      if (isTransient(error)) throw error
      const letter = deadLetter(projector, event, { error, attempts: attempts + 1 })
      await storage.deadLetters.park(projector, [letter], { transaction })
      this.#refuse(error instanceof Error ? error : new ProjectionError(projector.projectionId, event, error))
      return false
    }
    await storage.deadLetters.remove(projector, { eventId }, { transaction })
    this.outcomes.push({ ok: true, value: globalPosition })
    this.handled += 1
    return true
  }

  /** What one event is refused for keeps those behind it waiting too. */
  #refuse(error: Error): void {
    while (this.outcomes.length < this.#letters.length) this.outcomes.push({ ok: false, error })
  }
}

/** The events as the store gives them today: by now their shapes may be ones that handlers understand. */
async function readAgain(
  eventStore: EventStore,
  letters: readonly StoredDeadLetter[],
): Promise<ReadonlyMap<string, RecordedEvent>> {
  const wanted = new Set(letters.map(({ eventId }) => eventId))
  const events = new Map<string, RecordedEvent>()
  const streams = Map.groupBy(letters, ({ streamId }) => streamId)
  for (const [streamId, its] of streams) {
    const versions = its.map(({ streamVersion }) => streamVersion)
    const range = { from: Math.min(...versions), to: Math.max(...versions) }
    for await (const event of eventStore.readStream(streamId, range)) {
      if (wanted.has(event.id)) events.set(event.id, event)
    }
  }
  return events
}
