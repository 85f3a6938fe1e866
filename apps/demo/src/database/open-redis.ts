import { createClient, type RedisClientType } from 'redis'
import { SettingError } from '../settings.ts'

/** A connection to Redis that is open. */
export interface OpenRedis extends AsyncDisposable {
  readonly client: RedisClientType
}

/**
 * Connects to Redis. Later breaks are healed by the client; while it is away the shop goes on without it.
 *
 * @throws SettingError when the first connection does not succeed
 */
export async function openRedis(url: string): Promise<OpenRedis> {
  let connected = false
  const client: RedisClientType = createClient({
    url,
    socket: {
      reconnectStrategy: (retries, cause) => (connected ? Math.min(retries * 100, 2_000) : cause),
    },
  })
  client.on('error', () => undefined) // what matters is said by the call that fails
  await client.connect().catch((cause: unknown) => {
    throw new SettingError('REDIS_URL: no Redis answers there', { cause })
  })
  connected = true
  return {
    client,
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  }
}
