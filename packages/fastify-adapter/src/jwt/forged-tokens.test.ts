import {
  createHmac,
  generateKeyPairSync,
  sign,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { jwtAuthenticator, type AsymmetricAlgorithm } from './jwt-authenticator.ts'

const trust = { issuer: 'https://login.example.com/', audience: 'shop' }
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })

const ours = curve('P-256')
const theirs = curve('P-256')
const wide = curve('P-384')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const forEncryption = curve('P-256')
const forOtherWork = curve('P-256')

const jwk = ({ publicKey }: KeyPairKeyObjectResult, more: object): JWK => ({
  ...publicKey.export({ format: 'jwk' }),
  ...more,
})
const keys = {
  keys: [
    jwk(ours, { kid: 'ours', alg: 'ES256' }),
    jwk(wide, { kid: 'wide' }),
    jwk(rsa, { kid: 'rsa' }),
    jwk(forEncryption, { kid: 'encryption', use: 'enc' }),
    jwk(forOtherWork, { kid: 'derive', key_ops: ['deriveBits'] }),
    { kty: 'oct', kid: 'shared', k: Buffer.from('secret').toString('base64url') },
  ],
}
const authenticator = jwtAuthenticator({
  keys,
  ...trust,
  algorithms: ['ES256', 'ES384', 'RS256', 'PS256'] satisfies AsymmetricAlgorithm[],
})
const authenticate = async (token: string) =>
  authenticator({ headers: { authorization: `Bearer ${token}` } } as unknown as FastifyRequest)

const inAMinute = Math.floor(Date.now() / 1_000) + 60
const claims = { sub: 'ada', iss: trust.issuer, aud: trust.audience, exp: inAMinute }
const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
const encoded = (value: string | Buffer) => Buffer.from(value).toString('base64url')

/** A token as anybody may put it together: header and payload as they are said, the signature as the signer makes it. */
function token(header: unknown, signer: (input: Buffer) => Buffer, payload: unknown = claims): string {
  const input = `${encoded(text(header))}.${encoded(text(payload))}`
  return `${input}.${encoded(signer(Buffer.from(input)))}`
}

const es256 =
  ({ privateKey }: { readonly privateKey: KeyObject } = ours) =>
  (input: Buffer) =>
    sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' })
const rs256 = (input: Buffer) => sign('sha256', input, rsa.privateKey)
const hs256 = (secret: string | Buffer) => (input: Buffer) =>
  createHmac('sha256', secret).update(input).digest()
const nothing = () => Buffer.alloc(0)

const header = { alg: 'ES256', kid: 'ours' }
const good = token(header, es256())
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.')
const pem = (pair: KeyPairKeyObjectResult) =>
  pair.publicKey.export({ format: 'pem', type: 'spki' }).toString()

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const number = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex')
const edges = [0n, 1n, order - 1n, order]
const edgeSignatures = edges.flatMap((r) => edges.map((s) => [r, s] as const))

/** The signature spelt with another last letter that stands for the same bytes. */
const respelt = (part: string): string => {
  const last = part.at(-1) ?? ''
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const other = alphabet[alphabet.indexOf(last) + 1] ?? ''
  expect(Buffer.from(part.slice(0, -1) + other, 'base64url')).toEqual(Buffer.from(part, 'base64url'))
  return part.slice(0, -1) + other
}

it.each([
  ['the curve of 256 bits', good],
  [
    'the curve of 384 bits',
    token({ alg: 'ES384', kid: 'wide' }, (input) =>
      sign('sha384', input, { key: wide.privateKey, dsaEncoding: 'ieee-p1363' }),
    ),
  ],
  ['RSA', token({ alg: 'RS256', kid: 'rsa' }, rs256)],
])('a token signed with %s is believed', async (_name, honest) => {
  expect(await authenticate(honest)).toMatchObject({ id: 'ada' })
})

// The attacks of Wycheproof's vectors for JSON Web Signatures, and those of RFC 8725, made anew for each run.
const forged: readonly (readonly [string, string])[] = [
  ...['none', 'None', 'NONE', 'nOnE', '', null, 7, ['ES256'], undefined].map(
    (alg) => [`algorithm ${text(alg)}, and no signature`, token({ alg }, nothing)] as const,
  ),
  [
    'algorithm none, with the signature of another token',
    `${encoded('{"alg":"none"}')}.${goodPayload}.${goodSignature}`,
  ],

  // One kind of key taken for another.
  ['the public key in PEM as a secret', token({ alg: 'HS256', kid: 'rsa' }, hs256(pem(rsa)))],
  ['the public key in PEM as a secret, of a curve', token({ alg: 'HS256', kid: 'ours' }, hs256(pem(ours)))],
  ['the public key as JSON as a secret', token({ alg: 'HS256', kid: 'ours' }, hs256(text(keys.keys[0])))],
  [
    'the number of the RSA key as a secret',
    token({ alg: 'HS256', kid: 'rsa' }, hs256(Buffer.from(String(jwk(rsa, {}).n), 'base64url'))),
  ],
  ['a shared secret that stands in the key set', token({ alg: 'HS256', kid: 'shared' }, hs256('secret'))],
  ['an RSA signature that says it is of a curve', token({ alg: 'ES256', kid: 'rsa' }, rs256)],
  ['a signature of a curve that says it is RSA', token({ alg: 'RS256', kid: 'ours' }, es256())],
  ['a signature in one padding that says it is in another', token({ alg: 'PS256', kid: 'rsa' }, rs256)],
  [
    'an algorithm that is not allowed',
    token({ alg: 'RS512', kid: 'rsa' }, (input) => sign('sha512', input, rsa.privateKey)),
  ],
  ['a key of another curve', token({ alg: 'ES256', kid: 'wide' }, es256(wide))],
  ['a key that is for encryption', token({ alg: 'ES256', kid: 'encryption' }, es256(forEncryption))],
  ['a key that is for other work', token({ alg: 'ES256', kid: 'derive' }, es256(forOtherWork))],

  // The attacker's own key, offered in the header.
  ['a key that the header brings', token({ ...header, jwk: jwk(theirs, {}) }, es256(theirs))],
  [
    'a key that the header brings, without a name',
    token({ alg: 'ES256', jwk: jwk(theirs, {}) }, es256(theirs)),
  ],
  [
    'a key that lies elsewhere',
    token({ ...header, jku: 'https://evil.example.com/jwks.json' }, es256(theirs)),
  ],
  [
    'a certificate that lies elsewhere',
    token({ ...header, x5u: 'https://evil.example.com/cert.pem' }, es256(theirs)),
  ],
  [
    'a certificate that the header brings',
    token(
      { ...header, x5c: [encoded(theirs.publicKey.export({ format: 'der', type: 'spki' }))] },
      es256(theirs),
    ),
  ],
  ...['../../../dev/null', "x' or '1'='1", '__proto__', '', 'ours\0', '/proc/self/environ'].map(
    (kid) => [`a key of the name ${text(kid)}`, token({ alg: 'ES256', kid }, es256(theirs))] as const,
  ),

  // Signatures that are none.
  ...edgeSignatures.map(
    ([r, s], nr) =>
      [
        `the signature of edge numbers ${nr}`,
        token(header, () => Buffer.concat([number(r), number(s)])),
      ] as const,
  ),
  ['a signature of nothing but zeros, too long', token(header, () => Buffer.alloc(128))],
  ['a signature in another encoding', token(header, (input) => sign('sha256', input, ours.privateKey))],
  [
    'a signature with bytes behind it',
    token(header, (input) => Buffer.concat([es256()(input), Buffer.alloc(1)])),
  ],
  ['a signature that lacks its last byte', token(header, (input) => es256()(input).subarray(0, -1))],
  [
    'the signature of another payload',
    `${goodHeader}.${encoded(text({ ...claims, sub: 'root' }))}.${goodSignature}`,
  ],
  [
    'the signature of another header',
    `${encoded(text({ ...header, x: 1 }))}.${goodPayload}.${goodSignature}`,
  ],

  // Tokens that are none.
  ...[
    '',
    '.',
    '..',
    '...',
    `${goodHeader}.${goodPayload}`,
    `${goodHeader}.${goodPayload}.`,
    `.${goodPayload}.${goodSignature}`,
    `${goodHeader}..${goodSignature}`,
    `${good}.`,
    `${good}.${goodSignature}`,
    `.${good}`,
    `${good}.a.b`,
  ].map((found, nr) => [`too few or too many parts ${nr}`, found] as const),
  [
    'its parts as JSON',
    JSON.stringify({ protected: goodHeader, payload: goodPayload, signature: goodSignature }),
  ],
  ['padding', `${good}==`],
  [
    'the other alphabet of base64',
    token(header, (input) => es256()(input))
      .replaceAll('-', '+')
      .replaceAll('_', '/') + '+',
  ],
  ['another spelling of its signature', `${goodHeader}.${goodPayload}.${respelt(goodSignature)}`],
  ['a space in it', `${goodHeader}. ${goodPayload}.${goodSignature}`],
  [
    'a line break in it',
    `${goodHeader}.${goodPayload}.${goodSignature.slice(0, 9)}\n${goodSignature.slice(9)}`,
  ],

  // Headers and payloads that are none.
  ['a header that is no JSON', token('{', es256())],
  ['a header that is a list', token([header], es256())],
  ['a payload that is no JSON', token(header, es256(), 'ada')],
  ['a payload that is a list', token(header, es256(), [claims])],
  ['a payload that is null', token(header, es256(), 'null')],
  ['a payload that is not encoded', token({ ...header, b64: false, crit: ['b64'] }, es256())],
  ['something critical nobody knows', token({ ...header, crit: ['exp'], exp: 1 }, es256())],
  ['an empty list of what is critical', token({ ...header, crit: [] }, es256())],
  ['something critical that is not there', token({ ...header, crit: ['b64'] }, es256())],

  // Claims, rightly signed, that are none.
  ['an end that is a text', token(header, es256(), { ...claims, exp: String(inAMinute) })],
  ['an end long ago', token(header, es256(), { ...claims, exp: -1 })],
  ['an end in milliseconds that were seconds', token(header, es256(), { ...claims, exp: 1 })],
  ['a beginning that is a text', token(header, es256(), { ...claims, nbf: 'now' })],
  ['a beginning to come', token(header, es256(), { ...claims, nbf: inAMinute })],
  ['a subject that is a number', token(header, es256(), { ...claims, sub: 7 })],
  ['a subject that is a list', token(header, es256(), { ...claims, sub: ['ada'] })],
  ['an issuer in a list', token(header, es256(), { ...claims, iss: [trust.issuer] })],
  ['an issuer that only begins so', token(header, es256(), { ...claims, iss: `${trust.issuer}.evil` })],
  ['audiences without ours', token(header, es256(), { ...claims, aud: ['bank', 'Shop', 'shop '] })],
  [
    'an issuer twice, the last of them wrong',
    token(header, es256(), text(claims).replace('{', '{"iss":"x",').replace(/}$/, ',"iss":"y"}')),
  ],
]

describe('a token with', () => {
  it.each(forged)('%s is refused', async (_name, found) => {
    await expect(authenticate(found)).rejects.toMatchObject({ code: 'ERR_UNAUTHENTICATED' })
  })

  it('a claim twice says the last one, as its signer does', async () => {
    const twice = text(claims).replace('{', '{"sub":"root",')
    expect(await authenticate(token(header, es256(), twice))).toMatchObject({ id: 'ada' })
  })
})
