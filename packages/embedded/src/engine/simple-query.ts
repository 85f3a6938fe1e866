import type { PGlite } from '@electric-sql/pglite'
import { frontendMessage } from '../protocol/frontend-message.ts'
import { backendMessages, errorFields, rowFields } from '../protocol/backend-message.ts'

/**
 * Runs SQL of our own in the database's only session, in one piece: nothing of a client comes between its beginning and
 * its end.
 *
 * @returns the rows as text
 */
export async function simpleQuery(lite: PGlite, sql: string): Promise<(string | null)[][]> {
  const pieces: Buffer[] = []
  const onRawData = (piece: Uint8Array) => void pieces.push(Buffer.from(piece))
  await lite.execProtocolRawStream(frontendMessage('Q', `${sql}\0`), { syncToFs: false, onRawData })
  const rows: (string | null)[][] = []
  for (const { type, body } of backendMessages(Buffer.concat(pieces))) {
    if (type === 'D') rows.push(rowFields(body))
    if (type === 'E') throw new Error(`${sql}: ${errorFields(body).get('M')}`)
  }
  return rows
}
