import { startPostgres, startRedis } from '@uno-ts/testing'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server for the whole run; make a database of your own on it with `createDatabase`. */
    readonly postgresUrl: string
    /** A Redis server for the whole run; prefix your keys. */
    readonly redisUrl: string
  }
}

/**
 * Starts what the integration tests need, once for a run: the servers that `TEST_DATABASE_URL` (or `DATABASE_URL`) and
 * `REDIS_URL` name, else servers found or unpacked here. Fails with one sentence that says what to do when there are
 * none: no test is skipped.
 */
export default async function startTestServices(project: TestProject): Promise<() => Promise<void>> {
  const starting = await Promise.allSettled([startPostgres(), startRedis()])
  const stop = async (): Promise<void> => {
    for (const start of starting) if (start.status === 'fulfilled') await start.value.stop()
  }
  const [postgres, redis] = starting
  if (postgres.status === 'rejected' || redis.status === 'rejected') {
    await stop()
    const failures = starting.filter((start) => start.status === 'rejected')
    throw new Error(failures.map(({ reason }) => (reason as Error).message).join('\n')) // our starters throw errors
  }
  project.provide('postgresUrl', postgres.value.url)
  project.provide('redisUrl', redis.value.url)
  return stop
}
