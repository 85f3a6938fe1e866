import { createClient } from 'redis'
import { describe, expect, inject, it } from 'vitest'
import { accepting } from '../server/accepting.ts'
import { killedProcess } from '../server/killed-process.ts'
import { waitUntil } from '../server/wait-until.ts'
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

  it('is gone when the process that started it is killed', async () => {
    const { port } = await killedProcess<{ port: number }>(`
      import { startRedis } from '${import.meta.resolve('./start-redis.ts')}'
      const { port } = await startRedis({ env: { ...process.env, REDIS_URL: '' } })
      report({ port })`)
    expect(await waitUntil(async () => !(await accepting(port)), 5_000)).toBe(true)
  })

  it('is the one the environment names, and that one is left alone', async () => {
    const server = await startRedis({ env: { REDIS_URL: inject('redisUrl') } })
    expect(server).toMatchObject({ url: inject('redisUrl'), origin: 'url', pid: undefined })
    await expect(server.kill()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    await server.stop()
    expect(await ask(server.url, (client) => client.ping())).toBe('PONG')
  })
})
