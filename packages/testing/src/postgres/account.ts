import { readFileSync } from 'node:fs'
import { ConfigurationError } from '@uno-ts/types'

/** A user and group of this machine. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/**
 * The account a server must run as: PostgreSQL refuses to run as root, so root lends it `postgres` or `nobody`.
 * Accounts are never created.
 *
 * @returns `undefined` when we are not root: the server runs as we do
 * @throws ConfigurationError when we are root and there is neither account
 */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted)
    if (found !== undefined) return { uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw new ConfigurationError(
    'PostgreSQL refuses to run as root and this machine has neither a "postgres" nor a "nobody" account: run as another user',
  )
}
