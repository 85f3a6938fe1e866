import type { FastifyRequest } from 'fastify'
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import { ConfigurationError, TimeoutError, UnauthenticatedError, type Principal } from '@uno-ts/types'
import type { PrincipalOf } from '../plugin/cqrs-scope.ts'

/** The claims of a token whose signature, issuer, audience and times are right. */
export type JwtClaims = Readonly<JWTPayload>

/** Algorithms whose verifying key may be known to everybody. */
export type AsymmetricAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'

/** Which tokens are believed. */
export interface JwtAuthenticatorOptions {
  /**
   * The issuer's keys: a JSON Web Key Set, or where it is served. From there it is fetched when it is needed, and again
   * for a key it did not have, at most every 30 seconds.
   */
  readonly keys: URL | JSONWebKeySet
  /** Who must have issued the token: `iss`. */
  readonly issuer: string | readonly string[]
  /** For whom it must be meant: `aud`. */
  readonly audience: string | readonly string[]
  /** What it may be signed with; `none` and shared secrets never. Default `RS256`, `PS256`, `ES256`, `EdDSA`. */
  readonly algorithms?: readonly AsymmetricAlgorithm[] | undefined
  /** How far the clocks of issuer and server may be apart, in seconds. Default 5. */
  readonly clockToleranceS?: number | undefined
  /** How long fetching the keys may take, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** The scopes a token grants. Default: `scope`, separated by spaces, or the list `scp`. */
  readonly scopes?: ((claims: JwtClaims) => readonly string[]) | undefined
  /** The tenant a token belongs to; an empty one is refused. Default: none. */
  readonly tenant?: ((claims: JwtClaims) => string | undefined) | undefined
  /** Where the token stands in a request, `undefined` when there is none. Default: `Authorization: Bearer`. */
  readonly token?: ((request: FastifyRequest) => string | undefined) | undefined
}

/**
 * Makes the `principal` of `cqrsPlugin` from JSON Web Tokens. A request without a token is nobody's; the policies of the
 * routes decide what that means. A token needs `sub`, which becomes the principal's id, and `exp`, at which streams end.
 *
 * It throws an `UnauthenticatedError` (401) for a token that is not to be believed, whatever is wrong with it, and a
 * `TimeoutError` (503) when the issuer's keys cannot be had.
 *
 * @throws ConfigurationError when an algorithm would take a shared secret, or none at all
 * @example
 * ```ts
 * import { cqrsPlugin } from '@uno-ts/fastify-adapter'
 * import { jwtAuthenticator } from '@uno-ts/fastify-adapter/jwt'
 * import type { CommandBus, QueryBus } from '@uno-ts/types'
 * import type { FastifyInstance } from 'fastify'
 *
 * export async function secure(app: FastifyInstance, commandBus: CommandBus, queryBus: QueryBus) {
 *   const principal = jwtAuthenticator({
 *     keys: new URL('https://login.example.com/.well-known/jwks.json'),
 *     issuer: 'https://login.example.com/',
 *     audience: 'shop',
 *   })
 *   await app.register(cqrsPlugin, { commandBus, queryBus, principal, policy: 'authenticated' })
 * }
 * ```
 */
export function jwtAuthenticator(options: JwtAuthenticatorOptions): PrincipalOf {
  const { keys, issuer, audience, timeoutMs = 5_000, clockToleranceS = 5 } = options
  const { algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] } = options
  const { scopes = scopesIn, tenant = () => undefined, token: tokenOf = bearerToken } = options
  refuseSecrets(algorithms)
  const keyOf =
    keys instanceof URL ? createRemoteJWKSet(keys, { timeoutDuration: timeoutMs }) : createLocalJWKSet(keys)
  const verification = {
    issuer: [issuer].flat(),
    audience: [audience].flat(),
    algorithms: [...algorithms],
    clockTolerance: clockToleranceS,
    requiredClaims: ['sub', 'exp'],
  }
  return async (request) => {
    const token = tokenOf(request)
    if (token === undefined) return undefined
    refuseOtherSpellings(token)
    const claims = await claimsOf(jwtVerify(token, keyOf, verification))
    return principalFrom(claims, scopes(claims), tenant(claims))
  }
}

function refuseSecrets(algorithms: readonly string[]): void {
  const symmetric = algorithms.find((algorithm) => !/^(?:[RPE]S\d{3}|EdDSA|Ed25519)$/.test(algorithm))
  if (symmetric === undefined && algorithms.length > 0) return
  throw new ConfigurationError(
    `expected algorithms whose key may be public, such as RS256, found ${symmetric ?? 'none'}`,
    { path: 'algorithms' },
  )
}

/**
 * Base64 has bits that mean nothing, so that one signature could be spelt in several ways. A token has one spelling: it
 * may be a key of a cache or stand in a list of those that are revoked.
 */
function refuseOtherSpellings(token: string): void {
  const isSpeltOnce = token
    .split('.')
    .every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  if (!isSpeltOnce) throw new UnauthenticatedError('the token is not valid')
}

async function claimsOf(verifying: Promise<{ readonly payload: JWTPayload }>): Promise<JwtClaims> {
  try {
    const { payload } = await verifying
    return payload
  } catch (cause) {
    if (isFaultOfToken(cause)) throw new UnauthenticatedError('the token is not valid', { cause })
    throw new TimeoutError("the keys of the tokens' issuer cannot be had", { cause })
  }
}

/** Errors of `jose` that say the token is wrong. All others say that the keys could not be fetched or read. */
function isFaultOfToken(error: unknown): boolean {
  const code = String((error as { readonly code?: unknown } | null)?.code)
  return /^ERR_(?:JWT|JWS|JWE)_|^ERR_JOSE_(?:ALG_NOT_ALLOWED|NOT_SUPPORTED)$|^ERR_JWKS_(?:NO|MULTIPLE)_/.test(
    code,
  )
}

function principalFrom(claims: JwtClaims, scopes: readonly string[], tenant: string | undefined): Principal {
  const { sub = '', exp = 0 } = claims // both are required
  if (typeof sub !== 'string' || sub === '') throw new UnauthenticatedError('the token names nobody')
  if (tenant === '') throw new UnauthenticatedError('the token names no tenant')
  return {
    id: sub,
    scopes,
    claims,
    expiresAt: exp * 1_000,
    ...(tenant === undefined ? undefined : { tenant }),
  }
}

function scopesIn({ scope, scp }: JwtClaims): readonly string[] {
  if (typeof scope === 'string') return scope.split(' ').filter((each) => each !== '')
  return Array.isArray(scp) ? scp.filter((each) => typeof each === 'string') : []
}

/** @throws UnauthenticatedError for credentials of another scheme: they would be passed over in silence */
function bearerToken({ headers: { authorization } }: FastifyRequest): string | undefined {
  if (authorization === undefined) return undefined
  const token = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1]
  if (token === undefined) throw new UnauthenticatedError('expected "Authorization: Bearer" and a token')
  return token
}
