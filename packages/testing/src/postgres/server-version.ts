import { withClient } from './with-client.ts'

/** What a server says it is: `18.4`. */
export async function serverVersion(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return /^[\d.]+/.exec(rows[0]?.server_version ?? '')?.[0] ?? ''
  })
}
