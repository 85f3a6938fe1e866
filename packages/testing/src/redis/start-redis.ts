import { cacheFolder } from '../server/cache-folder.ts'
import { ServiceUnavailableError } from '../server/service-unavailable-error.ts'
import { startDockerRedis } from './docker-redis.ts'
import { findRedis } from './find-redis.ts'
import { ForeignRedis } from './foreign-redis.ts'
import { OwnRedis } from './own-redis.ts'
import type { RedisServer } from './redis-server.ts'
import type { StartRedisOptions } from './start-redis-options.ts'

/**
 * Gives tests a real Redis on 127.0.0.1, in 50 ms: the server at a URL, else `redis-server` or `valkey-server` of this
 * machine, else the one in its Debian packages (unpacked without root, 2 s once), else one in docker.
 *
 * It keeps nothing on disk, and ends with `stop`, and in any case with this process, `kill -9` included.
 *
 * @throws ServiceUnavailableError when there is no Redis to be had; its message says what was tried and what to do
 * @throws ServerStartError when there is one but it does not start; nothing is left running
 * @example
 * ```ts
 * import { startRedis } from '@uno-ts/testing'
 *
 * await using server = await startRedis()
 * console.log(server.url)
 * ```
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<RedisServer> {
  const { env = process.env, port, settings = {}, startTimeoutMs = 10_000 } = options
  const url = options.url ?? (env['REDIS_URL'] || undefined)
  if (url !== undefined) return new ForeignRedis(url)

  const program = await findRedis({ env, cache: options.cacheDir ?? cacheFolder() })
  if ('file' in program) {
    const server = new OwnRedis({ program, port, settings, startTimeoutMs })
    await server.start()
    return server
  }
  const container = await startDockerRedis({ env, port, settings, startTimeoutMs })
  if (typeof container !== 'string') return container
  throw new ServiceUnavailableError({
    service: 'Redis',
    attempts: ['REDIS_URL is not set', ...program, container],
    remedy: 'install redis-server, or set REDIS_URL',
  })
}
