import type { Client } from 'pg'

/** Does something on a connection of its own. */
export async function withClient<Result>(
  serverUrl: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { Client } = await import('pg') // an optional peer: only those who use a database need it
  const client = new Client({ connectionString: serverUrl })
  client.on('error', () => undefined) // the statement's own promise says what happened
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
