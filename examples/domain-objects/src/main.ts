import { EventSourcedRepository } from '@uno-ts/cqrs-core'
import { embedded } from '@uno-ts/embedded'
import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { baskets } from './basket.ts'
import { Money } from './money.ts'

await using database = await embedded()
await migrate(database.pool, [eventStoreMigrations])
const eventStore = new PostgresEventStore({ pool: database.pool })
const repository = new EventSourcedRepository({ eventStore, decider: baskets })

await repository.transact('7', (basket) => {
  basket.add('mug', 3, new Money(450))
  basket.add('jug', 1, new Money(1_995))
})
const { state } = await repository.transact('7', (basket) => {
  basket.remove('jug')
  basket.checkOut()
})
console.log('checked out for', state.total.cents, 'cents')
for await (const { type, data } of eventStore.readAll()) console.log(type, data)
