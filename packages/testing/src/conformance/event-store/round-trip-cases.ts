import type { Event, Json } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import type { EventStoreCase, EventStoreTopic } from './event-store-subject.ts'
import { numbered, order } from './sample-events.ts'

/** What was appended comes back to the letter. */
export const roundTripCases: EventStoreTopic = {
  topic: 'keeping what was written',
  cases: [
    keeps('text in many scripts', 'Größe, 数量, العدد, ไทย, 🛒👩‍👩‍👧, e\u0301 beside é'),
    keeps('a byte order mark and invisible characters', '\uFEFFa\u200Bb\u2028c\u2029d'),
    keeps('quotes and backslashes', `\\ \\\\ \\" ' '' " "" \`$1 \${x} \\n`),
    keeps('the text of an escape', '\\u0000 \\x00 \\0'),
    keeps('line breaks, tabs and control characters', '\r\n\t\b\f\u0001\u001f\u007f'),
    keeps('a NUL character', 'before\u0000after'),
    keeps('text that looks like SQL', `'; drop table events; -- $$ %s ? :x`),
    keeps('the empty text', ''),
    keeps('a text of 200,000 characters', 'päck '.repeat(40_000)),
    keeps('integers up to the safe limit', [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]),
    keeps('fractions and exponents', [0.1, 1 / 3, 5e-324, Number.MAX_VALUE, -1.5e-7, 1e21]),
    keeps('true, false and null', [true, false, null]),
    keeps('empty lists and objects', { list: [], object: {}, nested: [[], [{}]] }),
    keeps('keys of any kind', { '': 1, ' ': 2, '0': 3, 'a.b': 4, ключ: 5, $x: 6, "it's": 7 }),
    keeps('a document of 200 levels', nestedTo(200)),
    keeps(
      'a document of 5,000 keys',
      Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])),
    ),
    {
      name: 'keeps data that is a list, a text, a number or null',
      async run({ store }) {
        const all = [[1, 2], 'text', 42, null, true]
        const events = all.map((data): Event => ({ type: 'Plain', data }))
        await store.append(order('1'), events, { expectedVersion: 'no-stream' })
        assert.deepEqual(
          (await collect(store.readStream(order('1')))).map(({ data }) => data),
          all,
        )
      },
    },
    {
      name: 'leaves out what is undefined',
      async run({ store }) {
        await store.append(order('1'), [{ type: 'Sparse', data: { a: 1, b: undefined } }], {
          expectedVersion: 'no-stream',
        })
        assert.deepEqual((await collect(store.readStream(order('1'))))[0]?.data, { a: 1 })
      },
    },
    {
      name: 'keeps every field of the metadata',
      async run({ store }) {
        const metadata = {
          messageId: 'm-1',
          correlationId: 'c-1',
          causationId: 'm-0',
          actor: 'user:7 "the \\ seventh" é🛒',
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
          tracestate: 'vendor=value',
          custom: { channel: 'web', nested: { list: [1, 'two', null] }, escape: '\\u0000' },
        }
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream', metadata })
        assert.deepEqual((await collect(store.readStream(order('1'))))[0]?.metadata, metadata)
      },
    },
    {
      name: "puts the append's metadata under the event's, field by field",
      async run({ store }) {
        const own = { actor: 'eve', causationId: undefined }
        await store.append(order('1'), [numbered(1), numbered(2, { metadata: own })], {
          expectedVersion: 'no-stream',
          metadata: { correlationId: 'c-1', causationId: 'm-0', actor: 'adam' },
        })
        const [plain, overridden] = await collect(store.readStream(order('1')))
        assert.deepEqual(plain?.metadata, { correlationId: 'c-1', causationId: 'm-0', actor: 'adam' })
        assert.deepEqual(overridden?.metadata, { correlationId: 'c-1', causationId: 'm-0', actor: 'eve' })
      },
    },
    {
      name: 'keeps types, tags and stream names in any script',
      async run({ store }) {
        const stream = order('ü/7 "8" \\9 🛒')
        const event = numbered(1, {
          type: 'Bestellung aufgegeben ✓',
          tags: ['größe:ß', "it's", 'a,b', '{x}'],
        })
        await store.append(stream, [event], { expectedVersion: 'no-stream' })
        const [read] = await collect(store.readStream(stream))
        assert.equal(read?.streamId, stream)
        assert.equal(read?.type, event.type)
        assert.deepEqual(read?.tags.toSorted(), event.tags?.toSorted())
      },
    },
    {
      name: 'keeps a stream name of 512 characters',
      async run({ store }) {
        const stream = order('x'.repeat(506))
        await store.append(stream, [numbered(1)], { expectedVersion: 'no-stream' })
        assert.equal((await collect(store.readAll()))[0]?.streamId, stream)
      },
    },
    {
      name: 'keeps every event of an append with different shapes',
      async run({ store }) {
        const events: Event[] = [
          { type: 'A', data: { a: 1 } },
          { type: 'B', data: { b: '\\' }, schemaVersion: 7, tags: ['t'] },
          { type: 'A', data: {}, metadata: { actor: 'x' } },
        ]
        await store.append(order('1'), events, { expectedVersion: 'no-stream' })
        const read = await collect(store.readAll())
        assert.deepEqual(
          read.map(({ type, data, schemaVersion, tags, metadata }) => ({
            type,
            data,
            schemaVersion,
            tags,
            metadata,
          })),
          [
            { type: 'A', data: { a: 1 }, schemaVersion: 1, tags: [], metadata: {} },
            { type: 'B', data: { b: '\\' }, schemaVersion: 7, tags: ['t'], metadata: {} },
            { type: 'A', data: {}, schemaVersion: 1, tags: [], metadata: { actor: 'x' } },
          ],
        )
      },
    },
  ],
}

function keeps(what: string, value: Json): EventStoreCase {
  return {
    name: `keeps ${what}`,
    async run({ store }) {
      await store.append(order('1'), [{ type: 'Kept', data: { value } }], { expectedVersion: 'no-stream' })
      const [fromStream] = await collect(store.readStream(order('1')))
      const [fromAll] = await collect(store.readAll())
      const [loaded] = (await store.load(order('1'))).events
      for (const event of [fromStream, fromAll, loaded]) assert.deepEqual(event?.data, { value })
    },
  }
}

function nestedTo(depth: number): Json {
  let value: Json = 'bottom'
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { inner: value } : [value]
  return value
}
