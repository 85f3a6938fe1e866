import { join } from 'node:path'
import { libraryPath, unpackPackages } from '../debian/unpack-packages.ts'
import { findOnPath, isExecutable } from '../server/find-on-path.ts'
import type { RedisProgram } from './redis-program.ts'

/** Where {@link findRedis} looks. */
export interface FindRedisOptions {
  /** Holds `REDIS_SERVER_BIN` and `PATH`. */
  readonly env: NodeJS.ProcessEnv
  /** Where unpacked programs are kept between runs. */
  readonly cache: string
}

/**
 * Finds a Redis (or Valkey) server program: the one named by `REDIS_SERVER_BIN`, else one on PATH, else the one in this
 * machine's Debian packages.
 *
 * @returns the program, or each place that was looked at and why it would not do
 */
export async function findRedis({ env, cache }: FindRedisOptions): Promise<RedisProgram | readonly string[]> {
  const named = env['REDIS_SERVER_BIN'] || undefined
  const local = named ?? findOnPath('redis-server', env['PATH']) ?? findOnPath('valkey-server', env['PATH'])
  if (local !== undefined && isExecutable(local)) return { file: local, origin: local, env }
  const first =
    named === undefined
      ? 'no redis-server or valkey-server on PATH'
      : `REDIS_SERVER_BIN=${named} cannot be run`

  const root = join(cache, 'redis-deb')
  const program = 'usr/bin/redis-server'
  const refusal = await unpackPackages(['redis-server', 'redis-tools'], { folder: root, proof: program })
  if (refusal !== undefined) return [first, `Debian's redis-server: ${refusal}`]
  return {
    file: join(root, program),
    origin: "Debian's redis-server",
    env: { ...env, LD_LIBRARY_PATH: libraryPath(root) },
  }
}
