import { InvalidArgumentError, type Event, type RecordedEvent } from '@uno-ts/types'
import { defineSink } from './define-sink.ts'
import type { RedisCommands } from './redis-commands.ts'
import { removeKeys, writeHash, type RedisWrite } from './redis-write.ts'
import type { Sink, SinkDefinition } from './sink.ts'

/** What a sink into Redis is made of. */
export interface RedisSinkDefinition<Events extends Event> extends Omit<
  SinkDefinition<Events>,
  'deliver' | 'reset'
> {
  /** A connected client; it stays open. */
  readonly client: RedisCommands
  /** Stands before every key: `orders:`. A rebuild removes what is under it. */
  readonly prefix: string
  /** What an event does; to no key twice. Pure and cheap. */
  readonly write: (event: RecordedEvent<Events>) => readonly RedisWrite[]
}

/**
 * Defines a projection into hashes of Redis. Each hash keeps the position of the last event that has written it, and refuses
 * earlier ones and the same: what is delivered twice is written once, counters too. A key's events must be of one slice.
 * Hashes that were removed are remembered for a day. Events that came of one stored event share its position: of those the
 * first that writes a key counts.
 *
 * @throws ConfigurationError that names the field when the definition cannot work
 * @example
 * ```ts
 * import { defineRedisSink, type Sink } from '@uno-ts/projections'
 * import type { Event } from '@uno-ts/types'
 * import { createClient } from 'redis'
 *
 * type Voted = Event<'Voted', { readonly pollId: string; readonly choice: string }>
 *
 * export const polls: Sink<Voted> = defineRedisSink<Voted>({
 *   name: 'polls',
 *   client: createClient(),
 *   prefix: 'polls:',
 *   eventTypes: ['Voted'],
 *   write: ({ data }) => [{ key: data.pollId, add: { [data.choice]: 1 } }],
 * })
 * ```
 */
export function defineRedisSink<Events extends Event>({
  client,
  prefix,
  write,
  ...definition
}: RedisSinkDefinition<Events>): Sink<Events> {
  return defineSink<Events>({
    ...definition,
    reset: () => removeKeys(client, prefix),
    async deliver(events) {
      // Sent in order, over one connection: Redis answers them in order too.
      await Promise.all(events.flatMap((event) => writesOf(event, { client, prefix, write })))
    },
  })
}

function writesOf<Events extends Event>(
  event: RecordedEvent<Events>,
  { client, prefix, write }: Pick<RedisSinkDefinition<Events>, 'client' | 'prefix' | 'write'>,
): readonly Promise<void>[] {
  const writes = write(event)
  if (new Set(writes.map(({ key }) => key)).size < writes.length) {
    throw new InvalidArgumentError('an event writes each key once')
  }
  return writes.map((each) =>
    writeHash(client, prefix + each.key, { ...each, position: event.globalPosition }),
  )
}
