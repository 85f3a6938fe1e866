import { InMemoryEventStore } from '@uno-ts/testing'
import assert from 'node:assert/strict'
import { placeOne } from './example.ts'

const eventStore = new InMemoryEventStore()
assert.equal((await placeOne(eventStore)).streamVersion, 1)
await assert.rejects(placeOne(eventStore), { rule: 'ORDER_ALREADY_PLACED' })
