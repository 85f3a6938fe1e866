import type { Kysely } from 'kysely'

/** The application's Kysely, whatever tables it knows: a repository names its own. */
// `Kysely` is invariant in its tables, so only `any` accepts every database.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyKysely = Kysely<any>
