import type { EventCodec, SqlConnection, TenantId } from '@uno-ts/types'
import type { LoadQueue } from './load-queue.ts'
import type { Statement } from './statement.ts'

/** Where events are read from: what every read needs to know of its store. */
export interface EventSource {
  readonly connection: SqlConnection
  /** Quoted. */
  readonly schema: string
  readonly tenant: TenantId
  readonly codec: EventCodec | undefined
  readonly statement: (text: string) => Statement
  /** Reads whole streams outside transactions, several at once where they are asked for together. */
  readonly loads?: LoadQueue | undefined
}
