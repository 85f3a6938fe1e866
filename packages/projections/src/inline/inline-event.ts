import { ConfigurationError, type PlannedEvent, type RecordedEvent, type TenantId } from '@uno-ts/types'

/** A planned event as folds get events: asked for what only the append decides, it refuses. */
class InlineEvent {
  readonly type: string
  readonly data: unknown
  readonly id: string
  readonly tags: PlannedEvent['tags']
  readonly metadata: PlannedEvent['metadata']
  readonly tenant: TenantId
  readonly streamId: PlannedEvent['streamId']
  readonly #streamVersion: number | undefined

  constructor(event: PlannedEvent, tenant: TenantId) {
    this.type = event.type
    this.data = event.data
    this.id = event.id
    this.tags = event.tags
    this.metadata = event.metadata
    this.tenant = event.tenant ?? tenant
    this.streamId = event.streamId
    this.#streamVersion = event.streamVersion
  }

  get streamVersion(): number {
    return this.#streamVersion ?? this.#unknown('streamVersion')
  }

  get schemaVersion(): never {
    return this.#unknown('schemaVersion')
  }

  get globalPosition(): never {
    return this.#unknown('globalPosition')
  }

  get recordedAt(): never {
    return this.#unknown('recordedAt')
  }

  #unknown(field: string): never {
    throw new ConfigurationError(
      `an inline projection handles ${this.type} before it is recorded: its ${field} is not known`,
      { path: field },
    )
  }
}

/** Planned events as folds get events. `tenant` is the store's own. */
export function inlineEvents(events: readonly PlannedEvent[], tenant: TenantId): readonly RecordedEvent[] {
  return events.map((event) => new InlineEvent(event, tenant))
}
