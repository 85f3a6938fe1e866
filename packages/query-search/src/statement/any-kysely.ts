import type { Kysely } from 'kysely'

/** The application's Kysely, whatever tables it knows. */
// `Kysely` is invariant in its tables, so only `any` accepts every database.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyKysely = Kysely<any>
