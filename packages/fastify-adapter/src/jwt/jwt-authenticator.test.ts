import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigurationError, type Principal } from '@uno-ts/types'
import type { FastifyRequest } from 'fastify'
import * as fc from 'fast-check'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { jwtAuthenticator, type JwtAuthenticatorOptions } from './jwt-authenticator.ts'

const issuer = 'https://login.example.com/'
const audience = 'shop'
const trust = { issuer, audience } as const
const algorithm = 'ES256'

type Pair = Awaited<ReturnType<typeof generateKeyPair>>
let ours: Pair
let theirs: Pair
let publicKey: JWK
let keys: { keys: JWK[] }

beforeAll(async () => {
  ours = await generateKeyPair(algorithm, { extractable: true })
  theirs = await generateKeyPair(algorithm)
  publicKey = { ...(await exportJWK(ours.publicKey)), kid: 'one', alg: algorithm }
  keys = { keys: [publicKey] }
})

const claims = (more: JWTPayload = {}): JWTPayload => ({
  sub: 'ada',
  iss: issuer,
  aud: audience,
  exp: Math.floor(Date.now() / 1_000) + 60,
  ...more,
})
const signed = (payload: JWTPayload = claims(), { privateKey } = ours, kid = 'one') =>
  new SignJWT(payload).setProtectedHeader({ alg: algorithm, kid }).sign(privateKey)

const requestWith = (headers: Record<string, string>) => ({ headers }) as unknown as FastifyRequest
const authenticate = async (
  token: string,
  options: Partial<JwtAuthenticatorOptions> = {},
): Promise<Principal | undefined> =>
  jwtAuthenticator({ keys, ...trust, ...options })(requestWith({ authorization: `Bearer ${token}` }))

const refused = { code: 'ERR_UNAUTHENTICATED' }

describe('a request with a token', () => {
  it('is made by its subject, with its scopes, until it expires', async () => {
    const payload = claims({ scope: 'orders:read orders:write' })
    expect(await authenticate(await signed(payload))).toMatchObject({
      id: 'ada',
      scopes: ['orders:read', 'orders:write'],
      expiresAt: (payload.exp ?? 0) * 1_000,
      claims: { aud: 'shop' },
    })
  })

  it('may bring its scopes as a list, or as the application reads them', async () => {
    expect((await authenticate(await signed(claims({ scp: ['a', 7, 'b'] }))))?.scopes).toEqual(['a', 'b'])
    const scopes = () => ['admin']
    expect((await authenticate(await signed(), { scopes }))?.scopes).toEqual(['admin'])
  })

  it('belongs to the tenant the application reads from it', async () => {
    const tenant = (found: { readonly [claim: string]: unknown }) => String(found['org'])
    expect((await authenticate(await signed(claims({ org: 'acme' })), { tenant }))?.tenant).toBe('acme')
    await expect(authenticate(await signed(claims({ org: '' })), { tenant })).rejects.toMatchObject(refused)
  })

  it('is nobody without one', async () => {
    expect(await jwtAuthenticator({ keys, ...trust })(requestWith({}))).toBeUndefined()
  })

  it('may carry it elsewhere', async () => {
    const token = (request: FastifyRequest) => request.headers['x-token'] as string
    const authenticator = jwtAuthenticator({ keys, ...trust, token })
    expect(await authenticator(requestWith({ 'x-token': await signed() }))).toMatchObject({ id: 'ada' })
  })
})

describe('a token', () => {
  it.each<[string, Record<string, unknown>]>([
    ['that has expired', { exp: Math.floor(Date.now() / 1_000) - 6 }],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1_000) + 60 }],
    ['of another issuer', { iss: 'https://evil.example.com/' }],
    ['for another audience', { aud: 'bank' }],
    ['without an end', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
  ])('%s is refused', async (_name, more) => {
    const payload = JSON.parse(JSON.stringify({ ...claims(), ...more })) as JWTPayload // without what is undefined
    await expect(signed(payload).then((token) => authenticate(token))).rejects.toMatchObject(refused)
  })

  it('within the tolerance of clocks is believed', async () => {
    const payload = claims({ exp: Math.floor(Date.now() / 1_000) - 30 })
    await expect(authenticate(await signed(payload), { clockToleranceS: 60 })).resolves.toMatchObject({
      id: 'ada',
    })
  })

  it('signed by another key is refused, whatever key it names', async () => {
    for (const kid of ['one', 'two', '../one', '']) {
      await expect(authenticate(await signed(claims(), theirs, kid))).rejects.toMatchObject(refused)
    }
  })

  it('that is not signed is refused', async () => {
    const token = new UnsecuredJWT(claims()).encode()
    await expect(authenticate(token)).rejects.toMatchObject(refused)
  })

  it('signed with the public key as a secret is refused', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(publicKey))
    const token = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret)
    await expect(authenticate(token)).rejects.toMatchObject(refused)
  })

  it('signed by an algorithm that is not allowed is refused', async () => {
    await expect(authenticate(await signed(), { algorithms: ['RS256'] })).rejects.toMatchObject(refused)
  })

  it('is refused when any one of its characters is changed', async () => {
    const token = await signed()
    const authenticator = jwtAuthenticator({ keys, ...trust })
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom('A', 'b', '7', '_', '.'),
        async (at, letter) => {
          fc.pre(token[at] !== letter)
          const changed = token.slice(0, at) + letter + token.slice(at + 1)
          const asking = authenticator(requestWith({ authorization: `Bearer ${changed}` }))
          await expect(asking).rejects.toMatchObject(refused)
        },
      ),
    )
  })

  it.each([
    'Basic YTpi',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer ä',
    'Bearer a.b',
    'Bearer a.b.c',
    'a.b.c',
  ])('is not found in "%s", and that is refused', async (authorization) => {
    const asking = async () => jwtAuthenticator({ keys, ...trust })(requestWith({ authorization }))
    await expect(asking()).rejects.toMatchObject(refused)
  })
})

describe('the algorithms of an authenticator', () => {
  it.each(['none', 'HS256', ''])('are none that take a secret: %s', (symmetric) => {
    const algorithms = ['RS256', symmetric] as JwtAuthenticatorOptions['algorithms']
    expect(() => jwtAuthenticator({ keys, ...trust, algorithms })).toThrow(ConfigurationError)
  })

  it('are not nothing', () => {
    expect(() => jwtAuthenticator({ keys, ...trust, algorithms: [] })).toThrow(ConfigurationError)
  })
})

describe('keys that are served', () => {
  let server: Server | undefined
  afterEach(() => new Promise((resolve) => (server === undefined ? resolve(0) : server.close(resolve))))

  async function serve(answer: () => { readonly status: number; readonly body: string }) {
    let asked = 0
    server = createServer((_request, response) => {
      asked++
      const { status, body } = answer()
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return { url: new URL(`http://127.0.0.1:${port}/jwks.json`), asked: () => asked }
  }

  it('are fetched once for many requests', async () => {
    const { url, asked } = await serve(() => ({ status: 200, body: JSON.stringify(keys) }))
    const authenticator = jwtAuthenticator({ keys: url, ...trust })
    const authorization = `Bearer ${await signed()}`
    const all = Array.from({ length: 20 }, async () => authenticator(requestWith({ authorization })))
    expect((await Promise.all(all)).every((found) => found?.id === 'ada')).toBe(true)
    expect(asked()).toBe(1)
  })

  it('say 503 and not 401 while they cannot be had, and are fetched again', async () => {
    let status = 500
    const { url } = await serve(() => ({ status, body: status === 200 ? JSON.stringify(keys) : 'down' }))
    const authenticator = jwtAuthenticator({ keys: url, ...trust })
    const request = requestWith({ authorization: `Bearer ${await signed()}` })
    const asking = async () => authenticator(request)
    await expect(asking()).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
    status = 200
    await expect(asking()).resolves.toMatchObject({ id: 'ada' })
  })
})
