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
}

/**
 * Streams that were read before their unit of work asked for them. They are as they were then: what others append since is
 * found by the commit, as it is with any load. They are forgotten with the unit.
 */
export class ReadAhead {
  readonly #units = new WeakMap<UnitOfWork, Map<StreamId, Ahead>>()

  /** Reads a stream, unless it is read already. What fails is forgotten: the load that follows finds out why. */
  async begin({ unitOfWork, stream, tenant }: AheadOf, load: () => Promise<LoadedStream>): Promise<void> {
    const streams = this.#units.get(unitOfWork) ?? new Map<StreamId, Ahead>()
    this.#units.set(unitOfWork, streams)
    if (streams.has(stream)) return
    const loaded = load()
    streams.set(stream, { tenant, loaded })
    await loaded.catch(() => streams.delete(stream))
  }

  /** What was read ahead, as often as it is asked for; `undefined` when nothing was. */
  of({ unitOfWork, stream, tenant }: AheadOf): Promise<LoadedStream> | undefined {
    const ahead = this.#units.get(unitOfWork)?.get(stream)
    return ahead?.tenant === tenant ? ahead?.loaded : undefined
  }
}
