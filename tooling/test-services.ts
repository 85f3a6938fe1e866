import { startPostgres, startRedis, type PostgresServer } from '@uno-ts/testing'
import type { TestProject } from 'vitest/node'
import { startPostgres15 } from './postgres-15.ts'
import { startPostgresFull } from './postgres-full.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server for the whole run; make a database of your own on it with `createDatabase`. */
    readonly postgresUrl: string
    /** That server and, where it is to be had, a PostgreSQL 15: whoever keeps a contract keeps it on each. */
    readonly postgresServers: readonly PostgresToTest[]
    /** A PostgreSQL server that can create pgvector (`vector`) and AGE (`age`); `undefined` where there is none to be had. */
    readonly postgresFullUrl: string | undefined
    /** A Redis server for the whole run; prefix your keys. */
    readonly redisUrl: string
  }
}

/** A server that tests run on. */
export interface PostgresToTest {
  /** `PostgreSQL 18.4`. */
  readonly name: string
  readonly url: string
}

/**
 * Starts what the integration tests need, once for a run: the servers that `TEST_DATABASE_URL` (or `DATABASE_URL`),
 * `TEST_DATABASE_URL_15`, `TEST_DATABASE_URL_FULL` and `REDIS_URL` name, else servers found or unpacked here. Fails with
 * one sentence that says what to do when there are none: no test is skipped. Only PostgreSQL 15 and the server with
 * extensions may be missing, and then it is said.
 */
export default async function startTestServices(project: TestProject): Promise<() => Promise<void>> {
  const starting = await Promise.allSettled([
    startPostgres(),
    startRedis(),
    startPostgres15(),
    startPostgresFull(),
  ])
  const stop = async (): Promise<void> => {
    for (const start of starting) if (start.status === 'fulfilled') await start.value?.stop()
  }
  const [postgres, redis, postgres15, postgresFull] = starting
  if (
    postgres.status === 'rejected' ||
    redis.status === 'rejected' ||
    postgres15.status === 'rejected' ||
    postgresFull.status === 'rejected'
  ) {
    await stop()
    const failures = starting.filter((start) => start.status === 'rejected')
    throw new Error(failures.map(({ reason }) => (reason as Error).message).join('\n')) // our starters throw errors
  }
  project.provide('postgresUrl', postgres.value.url)
  project.provide('postgresFullUrl', postgresFull.value?.url)
  project.provide('redisUrl', redis.value.url)
  project.provide('postgresServers', await toTest([postgres.value, postgres15.value]))
  return stop
}

/** The servers by their versions, each version once. */
async function toTest(servers: readonly (PostgresServer | undefined)[]): Promise<PostgresToTest[]> {
  const byName = new Map<string, PostgresToTest>()
  for (const server of servers) {
    if (server === undefined) continue
    const name = `PostgreSQL ${await server.version()}`
    if (!byName.has(name)) byName.set(name, { name, url: server.url })
  }
  return [...byName.values()]
}
