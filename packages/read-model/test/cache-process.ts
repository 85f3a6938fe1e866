import { createClient } from 'redis'
import { MemoryCache } from '../src/cache/memory-cache.ts'
import { MultiLevelCache } from '../src/cache/multi-level-cache.ts'
import { RedisCacheRepository } from '../src/cache/redis-cache-repository.ts'
import { RedisSignalBus } from '../src/signal/redis-signal-bus.ts'

/** What the process is asked: it answers with what its cache holds then. */
export interface CacheRequest {
  readonly key: string
  readonly outdate?: boolean
}

const [, , url = '', prefix = ''] = process.argv
const client = createClient({ url })
await client.connect()
const signals = new RedisSignalBus({ client, prefix })
const l2 = new RedisCacheRepository({ client, prefix, timeoutMs: 5_000 })
const cache = new MultiLevelCache({ l1: new MemoryCache(), l2, signals, l1TtlMs: 600_000 })

process.on('message', ({ key, outdate = false }: CacheRequest) => {
  void (async () => {
    if (outdate) await cache.outdate([key])
    const entry = await cache.get(key)
    process.send?.({ value: entry?.value ?? null, fromMemory: cache.metrics().memory.hits })
  })()
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
