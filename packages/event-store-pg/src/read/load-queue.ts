import type { SqlConnection, StreamId, TenantId } from '@uno-ts/types'
import { eventColumns, type EventRow } from './event-row.ts'
import { queryEvents } from './query-events.ts'
import type { Statement } from './statement.ts'

/** Streams a statement reads at most, and statements under way at most, before others wait. */
const mostTogether = 32
const lanes = 2

/** A stream with more events is read alone: it must not keep those waiting that are read with it. */
const mostEvents = 100

/** How many streams are remembered as long ones; then all are forgotten. */
const mostLongStreams = 10_000

/** Where a {@link LoadQueue} reads. */
export interface LoadSource {
  readonly connection: SqlConnection
  /** Quoted. */
  readonly schema: string
  readonly statement: (text: string) => Statement
}

interface Waiting {
  readonly tenant: TenantId
  readonly streamId: StreamId
  readonly resolve: (rows: readonly EventRow[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads whole streams, several with one statement when they are asked for together: a round trip costs as much as a short
 * stream. A lone one goes at once.
 */
export class LoadQueue {
  readonly #source: LoadSource
  readonly #one: Statement
  readonly #several: Statement
  readonly #longStreams = new Set<string>()
  #waiting: Waiting[] = []
  #busy = 0
  /** How many streams the last statement read: more than one says that they are asked for together. */
  #lastSize = 1
  #turn: NodeJS.Immediate | undefined

  constructor(source: LoadSource) {
    const { schema, statement } = source
    this.#source = source
    this.#one = statement(wholeStreamText(schema))
    this.#several = statement(
      `select e.* from unnest($2::text[]) with ordinality as wanted(stream_id, nr) cross join lateral (
         select ${eventColumns} from ${schema}.stream_events e
         where e.tenant_id = $1 and e.stream_id = wanted.stream_id order by e.stream_version limit ${mostEvents + 1}
       ) e order by wanted.nr, e.stream_version`,
    )
  }

  /** The stored events of a stream, by version. @throws DatabaseError, SchemaError; the signal's reason when aborted */
  rows(tenant: TenantId, streamId: StreamId, signal?: AbortSignal): Promise<readonly EventRow[]> {
    const isLone = this.#busy === 0 && this.#waiting.length === 0 && this.#lastSize === 1
    return isLone || this.#longStreams.has(`${tenant}/${streamId}`)
      ? this.#counted(tenant, streamId, signal)
      : this.#shared(tenant, streamId, signal)
  }

  async #shared(
    tenant: TenantId,
    streamId: StreamId,
    signal: AbortSignal | undefined,
  ): Promise<readonly EventRow[]> {
    signal?.throwIfAborted()
    const rows = await new Promise<readonly EventRow[]>((resolve, reject) => {
      this.#waiting.push({ tenant, streamId, resolve, reject })
      this.#sendAtEndOfTurn()
    })
    signal?.throwIfAborted()
    return rows
  }

  async #counted(
    tenant: TenantId,
    streamId: StreamId,
    signal: AbortSignal | undefined,
  ): Promise<readonly EventRow[]> {
    this.#busy++
    try {
      return await this.#alone(tenant, streamId, signal)
    } finally {
      this.#freed(1)
    }
  }

  #alone(tenant: TenantId, streamId: StreamId, signal?: AbortSignal): Promise<readonly EventRow[]> {
    return queryEvents(this.#source.connection, this.#one, { values: [tenant, streamId], signal })
  }

  #sendAtEndOfTurn(): void {
    if (this.#busy >= lanes || this.#turn !== undefined) return
    this.#turn = setImmediate(() => {
      this.#turn = undefined
      while (this.#busy < lanes && this.#waiting.length > 0) this.#send()
    })
  }

  #send(): void {
    const tenant = this.#waiting[0]?.tenant
    const taken: Waiting[] = []
    const left: Waiting[] = []
    for (const each of this.#waiting) {
      if (each.tenant === tenant && taken.length < mostTogether) taken.push(each)
      else left.push(each)
    }
    this.#waiting = left
    this.#busy++
    void this.#together(taken).finally(() => this.#freed(taken.length))
  }

  #freed(size: number): void {
    this.#busy--
    this.#lastSize = size
    if (this.#waiting.length > 0) this.#sendAtEndOfTurn()
  }

  async #together(members: readonly Waiting[]): Promise<void> {
    const [first] = members
    if (first === undefined) return
    const { tenant } = first
    let streams: Map<string, EventRow[]> | undefined
    if (members.length > 1) {
      const names = [...new Set(members.map(({ streamId }) => streamId))]
      const query = queryEvents(this.#source.connection, this.#several, { values: [tenant, names] })
      streams = await query.then(
        (rows) => Map.groupBy(rows, (row) => row[1]),
        () => undefined, // each on its own finds out why
      )
    }
    await Promise.all(
      members.map(async ({ streamId, resolve, reject }) => {
        const rows = streams && (streams.get(streamId) ?? [])
        if (rows !== undefined && rows.length <= mostEvents) return resolve(rows)
        if (rows !== undefined) this.#remember(`${tenant}/${streamId}`)
        await this.#alone(tenant, streamId).then(resolve, reject)
      }),
    )
  }

  #remember(stream: string): void {
    if (this.#longStreams.size >= mostLongStreams) this.#longStreams.clear()
    this.#longStreams.add(stream)
  }
}

/** The statement that reads a whole stream by version. */
export function wholeStreamText(schema: string): string {
  return `select ${eventColumns} from ${schema}.stream_events e
     where e.tenant_id = $1 and e.stream_id = $2 order by e.stream_version`
}
