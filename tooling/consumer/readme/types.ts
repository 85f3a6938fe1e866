import { InMemoryEventStore } from '@uno-ts/testing'
import { streamId } from '@uno-ts/types'
import assert from 'node:assert/strict'
import { cancel } from './example.ts'

const eventStore = new InMemoryEventStore()
const placed = { type: 'OrderPlaced', data: { lines: 2 } }
await eventStore.append(streamId('order', '7'), [placed], { expectedVersion: 'no-stream' })

assert.equal(await cancel(eventStore, '7'), true)
assert.equal(await cancel(eventStore, '7'), false)
