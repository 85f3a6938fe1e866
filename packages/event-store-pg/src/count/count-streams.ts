import { InvalidArgumentError, type SqlConnection, type TenantId } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'

/** Counts the streams of a category, archived ones included. */
export async function countStreams(
  connection: SqlConnection,
  schema: string,
  options: { readonly category: string; readonly tenant: TenantId | undefined },
): Promise<number> {
  const { category, tenant } = options
  if (category === '' || category.includes('-')) {
    throw new InvalidArgumentError('a category is a word without "-"')
  }
  try {
    // "." comes right after "-": all names that begin with `<category>-`.
    const { rows } = await connection.query<{ amount: string }>({
      text: `select count(*) as amount from ${schema}.streams
        where stream_id > $1 || '-' and stream_id < $1 || '.' and ($2::text is null or tenant_id = $2)`,
      values: [category, tenant ?? null],
    })
    return Number(rows[0]?.amount ?? 0)
  } catch (error) {
    throw translateError(error)
  }
}
