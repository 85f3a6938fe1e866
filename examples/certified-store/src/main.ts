import {
  dcbStoreCases,
  eventStoreCases,
  registerCases,
  subscriptionCases,
} from '@uno-ts/testing/conformance/cases'
import { describe, it } from 'node:test'
import { SqliteEventStore } from './sqlite-event-store.ts'

/** A database of its own for each case, in memory. */
const factory = async () => {
  const store = new SqliteEventStore({ file: ':memory:' })
  return { store, dispose: () => store[Symbol.dispose]() }
}

const runner = { describe, it }
registerCases(runner, 'SqliteEventStore', { topics: eventStoreCases, capabilities: [], factory })
registerCases(runner, 'its decisions', { topics: dcbStoreCases, capabilities: [], factory })
registerCases(runner, 'its subscriptions', { topics: subscriptionCases, capabilities: [], factory })
