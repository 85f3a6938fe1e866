/* oxlint-disable typescript/no-explicit-any -- Kysely is invariant in its tables: only `any` accepts every database. */
import type { Kysely } from 'kysely'

/** The application's Kysely, whatever tables it knows. */
export type AnyKysely = Kysely<any>
