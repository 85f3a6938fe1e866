import { randomUUID } from 'node:crypto'
import {
  projectionId,
  streamId,
  type GlobalPosition,
  type ProjectionId,
  type ProjectionStatus,
  type RecordedEvent,
} from '@uno-ts/types'
import { assert } from '../assert.ts'
import type {
  ProjectionsSubject,
  TestProjection,
  TestProjectionOptions,
  TestRunner,
  TestRunnerOptions,
} from './projections-subject.ts'

/** What {@link Scene.projection} makes of handlers. */
export interface ScenarioOptions extends Partial<TestProjectionOptions> {
  /** Called before each row is written; may throw. */
  readonly before?: (key: string) => void
  readonly form?: 'handlers' | 'batch'
  readonly resettable?: boolean
}

/** One case's world: events with keys, projections that write a row for each, and runners over them. */
export class Scene {
  readonly #subject: ProjectionsSubject
  readonly #name = randomUUID()

  constructor(subject: ProjectionsSubject) {
    this.#subject = subject
  }

  /** The name of the case's projection, or of one more. */
  id(name = 'rows'): ProjectionId {
    return projectionId(`${name}-${this.#name}`)
  }

  /** Appends an event for each key, each to its key's own stream. Gives the last position. */
  async append(...keys: readonly string[]): Promise<GlobalPosition> {
    return await this.appendTyped('Counted', keys)
  }

  /** Appends events of a type. */
  async appendTyped(type: string, keys: readonly string[]): Promise<GlobalPosition> {
    let last: GlobalPosition | undefined
    for (const key of keys) {
      const stream = streamId('case', `${this.#name}-${key}`)
      const event = { type, data: { key } }
      const appended = await this.#subject.eventStore.append(stream, [event], { expectedVersion: 'any' })
      last = appended.globalPosition
    }
    assert.ok(last !== undefined, 'nothing was appended')
    return last
  }

  /** A projection that writes a row for every `Counted`. */
  projection(name = 'rows', options: ScenarioOptions = {}): TestProjection {
    const { before, form = 'handlers', resettable = true, ...rest } = options
    const { rows } = this.#subject
    const table = this.id(name)
    const write = async (event: RecordedEvent, tx: unknown) => {
      const key = eventKey(event)
      await rows.add(tx, { table, key, position: event.globalPosition })
      before?.(key)
    }
    const common = {
      name: table,
      version: 1,
      keys: (event: RecordedEvent) => [eventKey(event)],
      ...(resettable && { reset: ({ tx }: { readonly tx: unknown }) => rows.clear(tx, table) }),
      ...rest,
    }
    if (form === 'handlers') return { ...common, on: { Counted: (event, { tx }) => write(event, tx) } }
    return {
      ...common,
      eventTypes: ['Counted'],
      handleBatch: async (events, { tx }) => {
        for (const event of events) await write(event, tx)
      },
    }
  }

  /** Makes a runner and starts it. */
  async start(projections: readonly TestProjection[], options?: TestRunnerOptions): Promise<TestRunner> {
    const runner = this.#subject.runner(projections, options)
    await runner.start()
    return runner
  }

  /** The keys of the rows, in the order in which they were written. */
  async keys(name = 'rows'): Promise<readonly string[]> {
    const rows = await this.#subject.rows.read(this.id(name))
    return rows.map(({ key }) => key)
  }

  /** Asserts that each event made one row, and those of each key in their order. */
  async assertEachOnce(name = 'rows'): Promise<void> {
    const rows = await this.#subject.rows.read(this.id(name))
    const wanted = new Map<string, GlobalPosition[]>()
    for await (const event of this.#subject.eventStore.readAll({ filter: { types: ['Counted'] } })) {
      wanted.set(eventKey(event), [...(wanted.get(eventKey(event)) ?? []), event.globalPosition])
    }
    const found = Map.groupBy(rows, ({ key }) => key)
    for (const [key, positions] of wanted) {
      assert.deepEqual(
        (found.get(key) ?? []).map(({ position }) => position),
        positions,
        `the rows of "${key}"`,
      )
    }
    assert.equal(found.size, wanted.size)
  }
}

/** `count` keys, taking turns. */
export function turns(count: number, keys = 5): readonly string[] {
  return Array.from({ length: count }, (_, index) => `k${index % keys}`)
}

/** What the status says of a projection. */
export async function statusOf(runner: TestRunner, id: ProjectionId): Promise<ProjectionStatus> {
  const status = (await runner.status()).find(({ projectionId: its }) => its === id)
  assert.ok(status !== undefined, `no status of ${id}`)
  return status
}

/** The key that an event was appended with. */
export function eventKey({ data }: RecordedEvent): string {
  return typeof data === 'object' && data !== null && 'key' in data ? String(data.key) : ''
}
