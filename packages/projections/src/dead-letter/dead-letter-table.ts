import type { TenantId } from '@uno-ts/types'
import type { Kysely } from 'kysely'

/** Where the table of parked events is, and whose rows count. */
export interface DeadLetterTable {
  readonly db: Kysely<any>
  readonly schema: string
  readonly tenant: TenantId
}
