import { globalPosition, type Horizon, type SqlConnection, type TenantId } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { Statement } from '../read/statement.ts'

/**
 * Asks the database how far the log may be read. Events are selected in a later statement.
 *
 * @param tenant - whose newest events prove that positions are on disk; the horizon is everybody's
 */
export async function readHorizon(
  connection: SqlConnection,
  statement: Statement,
  tenant: TenantId,
): Promise<Horizon> {
  try {
    const { rows } = await connection.query<{ safe: string; drawn: string }>({
      ...statement,
      values: [tenant],
    })
    const [row] = rows
    return { position: globalPosition(row?.safe ?? '0'), drawn: globalPosition(row?.drawn ?? '0') }
  } catch (error) {
    throw translateError(error)
  }
}
