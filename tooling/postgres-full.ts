import {
  ServerStartError,
  ServiceUnavailableError,
  startPostgres,
  type PostgresServer,
} from '@uno-ts/testing'

/**
 * A server that can create pgvector and AGE, for what needs them: the one that `TEST_DATABASE_URL_FULL` names, else one
 * found on this machine or unpacked from the packages of Debian 13.
 *
 * @returns `undefined` where there is none to be had; a line on the console says so
 */
export async function startPostgresFull(): Promise<PostgresServer | undefined> {
  try {
    const url = process.env['TEST_DATABASE_URL_FULL'] || undefined
    return await startPostgres({ url, extensions: ['vector', 'age'] })
  } catch (error) {
    const isMissing = error instanceof ServiceUnavailableError || error instanceof ServerStartError
    if (!isMissing) throw error
    console.log(`not claimed here: ${error.message}; TEST_DATABASE_URL_FULL may name one`)
    return undefined
  }
}
