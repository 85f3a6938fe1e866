import { isUnoError, silentLogger, type CommitResult, type Logger, type SqlConnection } from '@uno-ts/types'
import type { Statement } from '../read/statement.ts'
import { appendEvents, type AppendStatements } from './append-events.ts'
import { appendGroup, canShare, isBatch, type GroupMember } from './append-group.ts'
import type { AppendPlan } from './append-plan.ts'
import { appendTogether, isForMany } from './append-together.ts'
import { GroupLocks } from './group-locks.ts'

/** What {@link CommitQueue} needs. */
export interface CommitQueueOptions {
  readonly connection: SqlConnection
  readonly single: AppendStatements
  readonly group: Statement
  /** Several streams of one plan. */
  readonly together: Statement
  /** How many transactions may be at the database before others wait and share; infinite: none ever wait. */
  readonly lanes: number
  /** How many connections it may take when appends are held up; the rest is for readers and units of work. */
  readonly mostConnections: number
  readonly logger: Logger | undefined
  /** Hears how many appends each transaction held that could have been shared. */
  readonly onTransaction?: ((appends: number) => void) | undefined
}

/** Events in one transaction at most, and characters of their data: a group stays small enough to be quick. */
const mostEvents = 1_000
const mostCharacters = 2_000_000

/**
 * Between three and so many appends one lane does better than two: a transaction costs as much as some twenty rows, and
 * halving the group pays it twice. Two go side by side; more than these keep all lanes busy.
 */
const bestTogether = 24

/** How long all lanes may be out before those that wait take one more: streams may be held by somebody else. */
const patienceMs = 10

interface Waiting {
  readonly plan: GroupMember
  readonly resolve: (result: CommitResult) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit. A lone append goes to the database at once. Those that find all lanes taken wait, and when a lane falls
 * free all that wait go in one transaction, each with its own outcome. While appends come together, a free lane waits for
 * the end of the event loop's turn, so that those that were just answered can send their next ones with the rest. What
 * cannot share (several streams, ids of the caller's) goes at once on a connection of its own.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions
  readonly #waiting: Waiting[] = []
  /** Streams with an append at the database on its own: the next ones wait for it here, not each on a connection. */
  readonly #streams = new Set<string>()
  #busy = 0
  /** Appends at the database, alone or in groups. */
  #inFlight = 0
  /** How many the last transaction held: more than one says that appends come together. */
  #lastSize = 1
  #turn: NodeJS.Immediate | undefined
  #patience: NodeJS.Timeout | undefined

  constructor(options: CommitQueueOptions) {
    this.#options = options
  }

  /** Writes a plan, alone or with others. */
  async submit(plan: AppendPlan): Promise<CommitResult> {
    if (!canShare(plan)) return this.#alone(plan)
    const { streamId } = plan.streams[0]
    if (
      this.#busy >= this.#lanesFor(this.#inFlight + 1) ||
      this.#waiting.length > 0 ||
      this.#lastSize > 1 ||
      this.#streams.has(streamId)
    ) {
      return new Promise<CommitResult>((resolve, reject) => {
        this.#waiting.push({ plan, resolve, reject })
        this.#sendAtEndOfTurn()
      })
    }
    this.#busy++
    this.#inFlight++
    this.#streams.add(streamId)
    try {
      return await this.#alone(plan)
    } finally {
      this.#streams.delete(streamId)
      this.#freed(1)
    }
  }

  #sendAtEndOfTurn(): void {
    if (this.#turn !== undefined) return
    if (this.#busy >= this.#options.lanes) return this.#sendWhenHeldUp()
    this.#turn = setImmediate(() => {
      this.#turn = undefined
      this.#send()
    })
  }

  #sendWhenHeldUp(): void {
    this.#patience ??= setTimeout(() => {
      this.#patience = undefined
      this.#send(true)
    }, patienceMs)
  }

  #lanesFor(appends: number): number {
    const { lanes } = this.#options
    const sharing = lanes !== Number.POSITIVE_INFINITY
    return sharing && appends > 2 && appends <= bestTogether ? 1 : lanes
  }

  #send(heldUp = false): void {
    const appends = this.#waiting.length + this.#inFlight
    const lanes = heldUp ? Math.min(this.#busy + 1, this.#options.mostConnections) : this.#lanesFor(appends)
    if (this.#busy >= lanes && this.#waiting.length > 0 && !heldUp) this.#sendWhenHeldUp()
    while (this.#busy < lanes) {
      // Even groups keep all lanes busy: with everything in one, the database rests while its callers go on.
      const share = heldUp ? this.#waiting.length : Math.ceil(appends / lanes)
      const members = this.#take(share)
      if (members.length === 0) return
      this.#inFlight += members.length
      this.#busy++
      void this.#together(members).finally(() => this.#freed(members.length))
    }
    if (heldUp && this.#waiting.length > 0 && this.#busy < this.#options.mostConnections)
      this.#sendWhenHeldUp()
  }

  #freed(size: number): void {
    clearTimeout(this.#patience)
    this.#patience = undefined
    this.#busy--
    this.#inFlight -= size
    this.#lastSize = size
    this.#options.onTransaction?.(size)
    if (this.#waiting.length > 0) this.#sendAtEndOfTurn()
  }

  /** Takes what may go together, at most so many: one tenant, each stream once, no locks that clash, in the order of arrival. */
  #take(most: number): Waiting[] {
    const taken: Waiting[] = []
    const left: Waiting[] = []
    const streams = new Set(this.#streams)
    const locks = new GroupLocks()
    let events = 0
    let characters = 0
    let passedOver = 0
    for (const member of this.#waiting) {
      const [stream] = member.plan.streams
      const fits =
        taken.length === 0 ||
        (taken.length < most &&
          events + stream.count <= mostEvents &&
          characters < mostCharacters &&
          passedOver < 100)
      if (
        fits &&
        member.plan.tenant === (taken[0]?.plan.tenant ?? member.plan.tenant) &&
        !streams.has(stream.streamId) &&
        locks.add(member.plan.locks)
      ) {
        taken.push(member)
        events += stream.count
        for (const event of stream.events) characters += event.data.length
      } else {
        left.push(member)
        if (!this.#streams.has(stream.streamId)) passedOver++
      }
      streams.add(stream.streamId)
    }
    this.#waiting.splice(0, this.#waiting.length, ...left)
    return taken
  }

  async #together(members: Waiting[]): Promise<void> {
    if (members.length === 1) {
      await Promise.all(members.map((member) => this.#settle(member)))
      return
    }
    members.sort((a, b) => (a.plan.streams[0].streamId < b.plan.streams[0].streamId ? -1 : 1))
    try {
      const plans = members.map((member) => member.plan)
      const results = await appendGroup(this.#options.connection, plans, this.#options.group)
      members.forEach((member, index) => {
        const result = results[index]
        if (result === undefined) void this.#settle(member)
        else member.resolve(result)
      })
    } catch (error) {
      // A bad member, one that waits for long, or a lost connection: each on its own, so that none waits for another,
      // found out by its events' ids whether it was written.
      const { logger = silentLogger } = this.#options
      logger.debug(
        { error, members: members.length },
        'a group of appends failed; each is appended on its own',
      )
      // Later appends to their streams wait for all of them, also for those that have not begun.
      for (const { plan } of members) this.#streams.add(plan.streams[0].streamId)
      for (let worker = 0; worker < this.#options.mostConnections; worker++) void this.#eachAgain(members)
    }
  }

  /** Takes one after the other from a list that others take from as well. */
  async #eachAgain(members: Waiting[]): Promise<void> {
    for (let member = members.shift(); member !== undefined; member = members.shift()) {
      await this.#settle(member, this.#again(member.plan))
    }
  }

  async #settle({ plan, resolve, reject }: Waiting, appended = this.#alone(plan)): Promise<void> {
    const { streamId } = plan.streams[0]
    this.#streams.add(streamId)
    try {
      resolve(await appended)
    } catch (error) {
      reject(error)
    } finally {
      this.#streams.delete(streamId)
      if (this.#waiting.length > 0) this.#sendAtEndOfTurn()
    }
  }

  /** Appends one plan; when the connection breaks its outcome is unknown, so it is sent once more. */
  async #alone(plan: AppendPlan): Promise<CommitResult> {
    const { connection, single } = this.#options
    try {
      const quick = this.#quickly(plan)
      const result = quick && (await quick)
      return result ?? (await appendEvents(connection, plan, single))
    } catch (error) {
      if (isUnoError(error, 'ERR_DATABASE') && error.retryable) return this.#again(plan)
      throw error
    }
  }

  /** Groups are written in less of the server's time than any plan; where one is left out it has lost, or must wait. */
  #quickly(plan: AppendPlan): Promise<CommitResult | undefined> | undefined {
    const { connection, group, together } = this.#options
    if (isForMany(plan)) return appendTogether(connection, plan, together)
    return isBatch(plan) ? appendGroup(connection, [plan], group).then(([result]) => result) : undefined
  }

  /** Sends a plan once more: what was written is found by its events' ids, what was not is written now. */
  async #again(plan: AppendPlan): Promise<CommitResult> {
    const { connection, single } = this.#options
    const result = await appendEvents(connection, { ...plan, checkIds: true }, single)
    if (plan.checkIds) return result
    // The ids are of our own making: whatever is found was written by this very call.
    return { ...result, appends: result.appends.map((append) => ({ ...append, written: true })) }
  }
}
