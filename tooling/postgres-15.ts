import { readFileSync } from 'node:fs'
import { ServiceUnavailableError, startPostgres, type PostgresServer } from '@uno-ts/testing'

/**
 * The oldest server that is supported, for what must hold on it too: the one that `TEST_DATABASE_URL_15` names, else one
 * found on this machine or unpacked from its Debian packages.
 *
 * @returns `undefined` where there is none to be had; a line on the console says so
 * @throws ServiceUnavailableError on Debian 12, whose own package it is
 */
export async function startPostgres15(): Promise<PostgresServer | undefined> {
  try {
    return await startPostgres({ url: process.env['TEST_DATABASE_URL_15'] || undefined, version: 15 })
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError) || isDebian12()) throw error
    console.log(
      `PostgreSQL 15: not claimed here (${error.attempts.join('; ')}); TEST_DATABASE_URL_15 may name one`,
    )
    return undefined
  }
}

function isDebian12(): boolean {
  try {
    return /^VERSION_CODENAME=bookworm$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false // not Linux
  }
}
