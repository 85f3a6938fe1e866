import { PGlite } from '@electric-sql/pglite'

/**
 * The command line of the server inside: PGlite's own, then ours, then the caller's, as the last one counts.
 *
 * `synchronous_commit` and `full_page_writes` stay as they are, on: the first hands what is acknowledged over to the
 * operating system, which survives `kill -9` where a buffer of ours would not; the second repairs a page that the kill
 * tore. In memory there is nothing to survive.
 */
export function startParameters(inMemory: boolean, settings: Readonly<Record<string, string>>): string[] {
  const ours = inMemory ? { synchronous_commit: 'off', full_page_writes: 'off' } : {}
  const flags = Object.entries({ ...ours, jit: 'off', ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  return [...PGlite.defaultStartParams, ...flags]
}
