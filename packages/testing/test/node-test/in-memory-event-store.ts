// Runs a suite under `node --test`. Whatever loads another runner fails.
import { registerHooks } from 'node:module'
import { describe, it } from 'node:test'

registerHooks({
  resolve(specifier, context, next) {
    if (/^(vitest|@vitest)/.test(specifier)) throw new Error(`expected no other runner, found ${specifier}`)
    return next(specifier, context)
  },
})
const { eventStoreCases, registerCases } = await import('../../src/conformance-cases.ts')
const { InMemoryEventStore } = await import('../../src/index.ts')
const { LostUpdateEventStore } = await import('../broken-stores/lost-update-event-store.ts')

const Store = process.argv.includes('--broken') ? LostUpdateEventStore : InMemoryEventStore
registerCases({ describe, it }, Store.name, {
  topics: eventStoreCases,
  capabilities: [],
  factory: async () => ({ store: new Store(), dispose: () => undefined }),
})
