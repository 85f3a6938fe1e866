import { describe, expect, inject, it } from 'vitest'
import { standInDocker } from '../../test/stand-in-docker.ts'
import { startDockerPostgres } from './docker-postgres.ts'

/** The server of the run stands where docker would have published the container's. */
const port = Number(new URL(inject('postgresUrl')).port || 5432)

describe('a PostgreSQL in docker', () => {
  it('answers when it is given out, and its container is removed with it', async () => {
    using docker = standInDocker()
    const server = await startDockerPostgres({
      env: docker.env,
      port,
      version: 17,
      settings: { work_mem: '8MB' },
      startTimeoutMs: 20_000,
    })
    if (typeof server === 'string') throw new Error(server)
    expect(server).toMatchObject({ port, origin: 'docker', pid: undefined })
    expect(await server.version()).toMatch(/^\d+/)
    await expect(server.kill()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    expect(docker.running()).toHaveLength(1)
    await server.stop()
    await server.stop()
    expect(docker.running()).toEqual([])
    const [info, inspect, run, remove] = docker.asked()
    expect([info, inspect]).toEqual(['info', 'image inspect postgres:17-alpine'])
    const published = `--publish 127.0.0.1:${port}:5432 --env POSTGRES_HOST_AUTH_METHOD=trust`
    expect(run).toMatch(
      new RegExp(
        `^run --rm --name uno-ts-\\w+ ${published} postgres:17-alpine -c fsync=off .*-c work_mem=8MB$`,
      ),
    )
    expect(remove).toMatch(/^rm --force uno-ts-\w+$/)
  })
})
