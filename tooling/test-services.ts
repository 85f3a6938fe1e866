import { startPostgres, startRedis } from '@uno-ts/testing'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL server of this run; each test file makes a database of its own on it. */
    readonly postgresUrl: string
    /** The Redis server of this run; each test file uses keys of its own. */
    readonly redisUrl: string
  }
}

/** Starts the servers of one run of the integration tests; tests ask for them with `inject`. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  await using starting = new AsyncDisposableStack()
  const postgres = starting.use(await startPostgres())
  const redis = starting.use(await startRedis())
  project.provide('postgresUrl', postgres.url)
  project.provide('redisUrl', redis.url)
  const services = starting.move()
  return () => services.disposeAsync()
}
