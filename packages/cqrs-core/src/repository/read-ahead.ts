import type { LoadedStream, StreamId, TenantId, UnitOfWork } from '@uno-ts/types'

/** A stream that is about to be loaded in a unit of work. */
export interface AheadOf {
  readonly unitOfWork: UnitOfWork
  readonly stream: StreamId
  readonly tenant: TenantId | undefined
}

/** A stream as it was read ahead. */
interface Ahead {
  readonly tenant: TenantId | undefined
  readonly loaded: Promise<LoadedStream>
  /** How often it will be asked for. */
  uses: number
}

/**
 * Streams that were read before their unit of work asked for them. They are as they were then: what others append since is
 * found by the commit, as it is with any load. Each is kept for as many loads as it was announced for.
 */
export class ReadAhead {
  readonly #units = new WeakMap<UnitOfWork, Map<StreamId, Ahead>>()

  /** Reads a stream, unless it is read already. What fails is forgotten: the load that follows finds out why. */
  async begin({ unitOfWork, stream, tenant }: AheadOf, load: () => Promise<LoadedStream>): Promise<void> {
    const streams = this.#units.get(unitOfWork) ?? new Map<StreamId, Ahead>()
    this.#units.set(unitOfWork, streams)
    const known = streams.get(stream)
    if (known === undefined) {
      const loaded = load()
      streams.set(stream, { tenant, loaded, uses: 1 })
      await loaded.catch(() => streams.delete(stream))
    } else {
      known.uses++
      await known.loaded.catch(() => undefined)
    }
  }

  /** What was read ahead; `undefined` when nothing was, or all who announced themselves have had it. */
  take({ unitOfWork, stream, tenant }: AheadOf): Promise<LoadedStream> | undefined {
    const streams = this.#units.get(unitOfWork)
    const ahead = streams?.get(stream)
    if (ahead === undefined || ahead.tenant !== tenant) return undefined
    if (--ahead.uses === 0) streams?.delete(stream)
    return ahead.loaded
  }
}
