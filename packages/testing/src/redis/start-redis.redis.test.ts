import { readdirSync, rmdirSync } from 'node:fs'
import { createClient } from 'redis'
import { describe, expect, inject, it } from 'vitest'
import { standInDocker } from '../../test/stand-in-docker.ts'
import { accepting } from '../server/accepting.ts'
import { cacheFolder } from '../server/cache-folder.ts'
import { killedProcess } from '../server/killed-process.ts'
import { waitUntil } from '../server/wait-until.ts'
import { startDockerRedis } from './docker-redis.ts'
import { startRedis } from './start-redis.ts'

/** The machine's own environment without a server that runs already. */
const env = { ...process.env, REDIS_URL: undefined }

type Client = ReturnType<typeof newClient>

function newClient(url: string) {
  return createClient({ url }).on('error', () => undefined)
}

async function ask<Answer>(url: string, question: (client: Client) => Promise<Answer>): Promise<Answer> {
  const client = newClient(url)
  await client.connect()
  try {
    return await question(client)
  } finally {
    client.destroy()
  }
}

describe('a Redis for tests', () => {
  it('answers, takes settings, and is gone afterwards', async () => {
    const server = await startRedis({ env, settings: { maxmemory: '7340032' } })
    const answer = await ask(server.url, (client) => client.configGet('maxmemory'))
    expect(answer).toEqual({ maxmemory: '7340032' })
    await server.stop()
    await server.stop()
    expect(await accepting(server.port)).toBe(false)
  })

  it('comes back empty on the same port after a crash', async () => {
    await using server = await startRedis({ env })
    await ask(server.url, (client) => client.set('key', 'value'))
    await server.kill()
    expect(await accepting(server.port)).toBe(false)
    await server.restart()
    expect(await ask(server.url, (client) => client.get('key'))).toBe(null)
  })

  it('is gone, folder and all, when the process that started it is killed', async () => {
    const { port, folder } = await killedProcess<{ port: number; folder: string }>(`
      import { mkdtempSync } from 'node:fs'
      import { tmpdir } from 'node:os'
      import { join } from 'node:path'
      import { startRedis } from '${import.meta.resolve('./start-redis.ts')}'
      const folder = process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
      const { port } = await startRedis({ env: { ...process.env, REDIS_URL: '' }, cacheDir: '${cacheFolder()}' })
      report({ port, folder })`)
    const isGone = async () => readdirSync(folder).length === 0 && !(await accepting(port))
    expect(await waitUntil(isGone, 5_000)).toBe(true)
    rmdirSync(folder)
  })

  it('is the one the environment names, and that one is left alone', async () => {
    const server = await startRedis({ env: { REDIS_URL: inject('redisUrl') } })
    expect(server).toMatchObject({ url: inject('redisUrl'), origin: 'url', pid: undefined })
    await expect(server.kill()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    await server.stop()
    expect(await ask(server.url, (client) => client.ping())).toBe('PONG')
  })
})

describe('a Redis in docker', () => {
  it('answers when it is given out, has its settings, and its container is removed with it', async () => {
    using docker = standInDocker()
    const port = Number(new URL(inject('redisUrl')).port || 6379) // where docker would have published it
    const settings = { maxmemory: '7340032' }
    const server = await startDockerRedis({ env: docker.env, port, settings, startTimeoutMs: 20_000 })
    if (typeof server === 'string') throw new Error(server)
    expect(server).toMatchObject({ port, origin: 'docker', pid: undefined })
    expect(await ask(server.url, (client) => client.ping())).toBe('PONG')
    await expect(server.restart()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    await server.stop()
    expect(docker.running()).toEqual([])
    expect(docker.asked()[2]).toMatch(
      new RegExp(
        `--publish 127.0.0.1:${port}:6379 redis:7-alpine redis-server --save .*--maxmemory 7340032$`,
      ),
    )
  })
})
