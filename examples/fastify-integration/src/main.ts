import { embedded } from '@uno-ts/embedded'
import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { once } from 'node:events'
import { createServer } from './create-server.ts'

await using database = await embedded()
await migrate(database.pool, [eventStoreMigrations])
await using app = await createServer(new PostgresEventStore({ pool: database.pool }))

console.log(await app.listen({ port: Number(process.env['PORT'] ?? 3000) }))
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]) // then what is open is closed
