import {
  ConfigurationError,
  InvalidArgumentError,
  type GlobalPosition,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
} from '@uno-ts/types'
import { ReadModelService } from '../service/read-model-service.ts'

/** Which event each field was last set by, as a decimal position. A row keeps it in its field `applied`. */
export type AppliedPositions = Readonly<Record<string, string>>

/** A row that several sources fill. */
export type DenormalizedRow = { readonly applied: AppliedPositions }

/** The fields that come from each source, by the source's name. */
export type SourcesOf<Row> = Readonly<Record<string, readonly Exclude<keyof Row & string, 'applied'>[]>>

/** What a {@link DenormalizedReadModel} is made of. */
export interface DenormalizedReadModelOptions<Row extends DenormalizedRow, Sources extends SourcesOf<Row>> {
  /** Keeps the rows. */
  readonly repository: ReadModelRepository<Row>
  /** The read model, for the key of its rows. */
  readonly model: Pick<ReadModelDefinition, 'name' | 'key'>
  /** Which fields come from where: each from one source. */
  readonly sources: Sources
  /** The row before any source has told of it. */
  readonly initial: (id: string) => Omit<Row, 'applied'>
}

/** Where an update comes from in the log. */
export interface ApplyOptions extends ReadModelOptions {
  /** The position of the event. */
  readonly position: GlobalPosition
}

/**
 * One read model that several sources fill: an order's row with the name of its customer, for example. Each source says
 * what it knows when it knows it. A field keeps the value of the latest event that set it, whatever order events arrive
 * in and however often, so that all orders of arrival settle to the same row.
 *
 * An update reads the row and saves it at the version it has read; who was slower reads again. An event updates a field
 * of a row once.
 *
 * @example
 * ```ts
 * import { DenormalizedReadModel, type AppliedPositions } from '@uno-ts/read-model'
 * import { globalPosition, type ReadModelDefinition, type ReadModelRepository } from '@uno-ts/types'
 *
 * type OrderRow = { orderId: string; status: string; customerName: string; applied: AppliedPositions }
 *
 * export async function example(repository: ReadModelRepository<OrderRow>, model: ReadModelDefinition) {
 *   const orders = new DenormalizedReadModel({
 *     repository,
 *     model,
 *     sources: { order: ['status'], customer: ['customerName'] },
 *     initial: (orderId) => ({ orderId, status: 'unknown', customerName: '' }),
 *   })
 *   await orders.apply('customer', 'order-1', { customerName: 'Ada' }, { position: globalPosition(9) })
 *   await orders.apply('order', 'order-1', { status: 'placed' }, { position: globalPosition(7) })
 * }
 * ```
 */
export class DenormalizedReadModel<Row extends DenormalizedRow, const Sources extends SourcesOf<Row>> {
  readonly #rows: ReadModelService<Row>
  readonly #name: string
  readonly #sources: Sources
  readonly #initial: (id: string) => Omit<Row, 'applied'>

  /** @throws ConfigurationError when two sources claim a field, or one claims the key */
  constructor({ repository, model, sources, initial }: DenormalizedReadModelOptions<Row, Sources>) {
    checkSources(model, sources)
    this.#rows = new ReadModelService({ repository, model, attempts: 20 })
    this.#name = model.name
    this.#sources = sources
    this.#initial = initial
  }

  /**
   * Sets what a source knows of a row; fields that a later event has set stay as they are. A row that nobody has told of
   * is made.
   *
   * @throws InvalidArgumentError naming a field that is not the source's: nothing was written
   * @throws ConcurrencyError when others changed the row twenty times in a row
   */
  async apply<Source extends keyof Sources & string>(
    source: Source,
    id: string,
    changes: Partial<Pick<Row, Sources[Source][number] & keyof Row>>,
    { position, ...options }: ApplyOptions,
  ): Promise<Row> {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined)
    for (const [field] of given) this.#checkField(source, field)
    return this.#rows.change(id, (row) => this.#merged(row ?? this.#first(id), given, position), options)
  }

  /**
   * Takes back what a source knew of a row, as when an event says that it is gone: its fields are as they were before
   * anybody told of them.
   */
  async withdraw<Source extends keyof Sources & string>(
    source: Source,
    id: string,
    options: ApplyOptions,
  ): Promise<Row> {
    const initial = this.#initial(id) as Readonly<Record<string, unknown>> // an object of the row's fields
    const fields = (this.#sources[source] ?? []).map((field) => [field, initial[field]])
    const changes = Object.fromEntries(fields) as Partial<Pick<Row, Sources[Source][number] & keyof Row>> // the source's
    return this.apply(source, id, changes, options)
  }

  #first(id: string): Row {
    return { ...this.#initial(id), applied: {} } as unknown as Row // its fields, and the one they lack
  }

  #merged(row: Row, given: readonly (readonly [string, unknown])[], position: GlobalPosition): Row {
    const later = given.filter(([field]) => BigInt(row.applied[field] ?? -1) <= position)
    return {
      ...row,
      ...Object.fromEntries(later),
      applied: { ...row.applied, ...Object.fromEntries(later.map(([field]) => [field, String(position)])) },
    }
  }

  #checkField(source: string, field: string): void {
    const fields: readonly string[] = this.#sources[source] ?? []
    if (fields.includes(field)) return
    throw new InvalidArgumentError(`${this.#name}: "${field}" does not come from "${source}"`)
  }
}

function checkSources(
  { name, key }: Pick<ReadModelDefinition, 'name' | 'key'>,
  sources: Readonly<Record<string, readonly string[]>>,
): void {
  const owners = new Map<string, string>([
    [key, 'the key'],
    ['applied', 'this class'],
  ])
  for (const [source, fields] of Object.entries(sources)) {
    for (const field of fields) {
      const owner = owners.get(field)
      if (owner !== undefined) {
        throw new ConfigurationError(`${name}: "${field}" of "${source}" is ${owner}'s already`, {
          path: `sources.${source}`,
        })
      }
      owners.set(field, `"${source}"`)
    }
  }
}
