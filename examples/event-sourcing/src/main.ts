import { EventSourcedRepository } from '@uno-ts/cqrs-core'
import { embedded } from '@uno-ts/embedded'
import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { isUnoError, streamId } from '@uno-ts/types'
import { account } from './account.ts'

await using database = await embedded() // or: new Pool({ connectionString: process.env.DATABASE_URL })
await migrate(database.pool, [eventStoreMigrations])
const eventStore = new PostgresEventStore({ pool: database.pool })
const accounts = new EventSourcedRepository({ eventStore, decider: account })

await accounts.transact('7', { type: 'Open', owner: 'Ada' })
await accounts.transact('7', { type: 'Deposit', cents: 5_000 })
await accounts.transact('7', { type: 'Withdraw', cents: 1_200 })

try {
  await accounts.transact('7', { type: 'Withdraw', cents: 9_999 })
} catch (error) {
  if (isUnoError(error, 'ERR_RULE_VIOLATION')) console.log('refused:', error.message)
  else throw error
}

for await (const { streamVersion, type, data } of eventStore.readStream(streamId('account', '7')))
  console.log(streamVersion, type, data)
console.log('now:', (await accounts.load('7')).state)
