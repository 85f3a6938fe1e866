import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { EmbeddingError, Secret } from '@uno-ts/types'
import { afterAll, describe, expect, it } from 'vitest'
import { HttpEmbeddingProvider, type HttpEmbeddingProviderOptions } from './http-embedding-provider.ts'
import { ReliableEmbeddingProvider } from './reliable-embedding-provider.ts'

type Handle = (
  request: { readonly headers: IncomingMessage['headers']; readonly body: Body },
  response: ServerResponse,
) => void
interface Body {
  readonly model: string
  readonly input: readonly string[]
  readonly dimensions?: number
}

let handle: Handle
const server = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => (text += String(chunk)))
  request.on('end', () => handle({ headers: request.headers, body: JSON.parse(text) as Body }, response))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`
const apiKey = new Secret('swordfish')
const provider = (options: Partial<HttpEmbeddingProviderOptions> = {}) =>
  new HttpEmbeddingProvider({ url, model: 'small', dimensions: 2, apiKey, ...options })

/** The answer of such servers, which may come in another order. */
function answer(response: ServerResponse, input: readonly string[]): void {
  const data = input.map(({ length }, index) => ({ object: 'embedding', index, embedding: [length, 1] }))
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: data.toReversed() }))
}

describe('a provider of embeddings over HTTP', () => {
  it('speaks the protocol of OpenAI', async () => {
    const asked: unknown[] = []
    handle = ({ headers, body }, response) => {
      asked.push([headers.authorization, headers['x-team'], body])
      answer(response, body.input)
    }
    const embeddings = await provider({ sendDimensions: true, headers: { 'x-team': 'a' } }).embed(['a', 'bb'])
    expect(embeddings).toEqual([
      [1, 1],
      [2, 1],
    ])
    expect(asked).toEqual([
      [
        'Bearer swordfish',
        'a',
        { model: 'small', input: ['a', 'bb'], encoding_format: 'float', dimensions: 2 },
      ],
    ])
    expect(await provider().embed([])).toEqual([])
    expect(asked.length).toBe(1)
  })

  it('comes back when a busy server asks it to', async () => {
    let calls = 0
    handle = ({ body }, response) => {
      if (++calls === 1) response.writeHead(429, { 'retry-after-ms': '20' }).end('secret text')
      else answer(response, body.input)
    }
    const began = performance.now()
    await new ReliableEmbeddingProvider({ inner: provider(), retryDelayMs: 1 }).embed(['secret text'])
    expect(performance.now() - began).toBeGreaterThan(18)
    expect(calls).toBe(2)
  })

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 10:00:09 GMT', date: 'Mon, 23 Nov 2026 10:00:00 GMT' }, 9_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads when to come back from %j', async (headers, expected) => {
    handle = (_, response) => response.writeHead(503, headers as Record<string, string>).end()
    const error = await provider()
      .embed(['a'])
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'ERR_EMBEDDING',
      status: 503,
      retryable: true,
      retryAfterMs: expected,
    })
  })

  it.each([400, 401, 404, 413, 302])('does not repeat what a server refuses with %d', async (status) => {
    handle = (_, response) => response.writeHead(status, { location: url }).end('secret text')
    const error = await provider()
      .embed(['secret text'])
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(EmbeddingError)
    expect(error).toMatchObject({ status, retryable: false })
    expect(inspect(error, { depth: 9 })).not.toMatch(/secret text|swordfish/)
  })

  it.each([
    '{',
    'null',
    '{}',
    '{"data":{}}',
    '{"data":[{}]}',
    '{"data":[{"index":5,"embedding":[1,2]}]}',
    '{"data":[{"index":"0","embedding":[1,2]}]}',
  ])('takes %j for no answer', async (text) => {
    handle = (_, response) => response.end(text)
    await expect(provider().embed(['a'])).rejects.toMatchObject({ code: 'ERR_EMBEDDING', retryable: false })
  })

  it('gives a silent server up, and a caller that left', async () => {
    handle = () => undefined
    await expect(provider({ timeoutMs: 20 }).embed(['a'])).rejects.toMatchObject({
      retryable: true,
      message: 'the server of "small" did not answer within 20 ms',
    })
    const reason = new Error('gone')
    await expect(provider().embed(['a'], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(provider({ url: 'http://127.0.0.1:1' }).embed(['a'])).rejects.toMatchObject({
      retryable: true,
      message: 'the server of "small" could not be reached',
    })
  })
})
