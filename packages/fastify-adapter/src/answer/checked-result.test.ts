import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { command, query } from '../../test/define.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { commandRoute } from '../command-route/command-route.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { queryRoute } from '../query-route/query-route.ts'

const result = z.object({ id: z.string(), units: z.bigint(), at: z.date(), globalPosition: z.bigint() })
const ask = query({ type: 'Ask', data: z.object({}), result })
const act = command({ type: 'Act', data: z.object({}), result })

let app: FastifyInstance
afterEach(() => app.close())

const found = { id: 'a', units: 7n, at: new Date(0), globalPosition: 4n, passwordHash: 'secret' }

async function answers(given: unknown, checkResults: boolean | undefined) {
  const bus = recordingBus({ Ask: () => given, Act: () => given })
  app = fastify()
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public', checkResults })
  app.route(queryRoute(ask, { url: '/' }))
  app.route(commandRoute(act, { url: '/' }))
  return [await app.inject('/'), await app.inject({ method: 'POST', url: '/', payload: {} })]
}

it('sends what the schema of a result names, and nothing else, where results are checked', async () => {
  for (const answer of await answers(found, true)) {
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['uno-consistency-token']).toBe('p4')
    expect(answer.json()).toEqual({
      id: 'a',
      units: '7',
      at: '1970-01-01T00:00:00.000Z',
      globalPosition: '4',
    })
  }
})

it('sends results as they are where they are not checked', async () => {
  for (const answer of await answers(found, undefined)) expect(answer.json()).toMatchObject({ id: 'a' })
})

it('answers a result that does not fit with a fault of ours that tells nothing of it', async () => {
  for (const answer of await answers({ ...found, id: 5 }, true)) {
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'ERR_INTERNAL'])
    expect(answer.body).not.toContain('secret')
  }
})

it('leaves no result as it is', async () => {
  const [asked, acted] = await answers(undefined, true)
  expect([asked?.statusCode, acted?.statusCode]).toEqual([404, 204])
})
