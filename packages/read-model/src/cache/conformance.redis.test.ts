import { describeCache, describeHybridRepository } from '@uno-ts/testing/conformance'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { cacheSubject, hybridSubject, multiLevelCaches, redisCaches } from '../../test/cache-subjects.ts'

const client = createClient({ url: inject('redisUrl') })

beforeAll(() => client.connect())
afterAll(() => client.close())

describe.each([
  { name: 'RedisCacheRepository', open: () => redisCaches(client) },
  { name: 'MultiLevelCache', open: () => multiLevelCaches(client) },
])('$name', ({ open }) => {
  describeCache('as a cache', () => cacheSubject(open()), ['shared'])
  describeHybridRepository('before a repository', () => hybridSubject(open()), ['shared'])
})
