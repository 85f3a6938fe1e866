import { describe, expect, it, vi } from 'vitest'
import { streamId } from '../identity/stream-id.ts'
import { BackPressureError } from './back-pressure-error.ts'
import { BatchRolledBackError } from './batch-rolled-back-error.ts'
import { CapabilityError } from './capability-error.ts'
import { ConcurrencyError } from './concurrency-error.ts'
import { ConfigurationError } from './configuration-error.ts'
import { CursorError } from './cursor-error.ts'
import { DatabaseError } from './database-error.ts'
import { errorFromJSON } from './error-from-json.ts'
import { EventDecodingError } from './event-decoding-error.ts'
import { ForbiddenError } from './forbidden-error.ts'
import { IdempotencyError } from './idempotency-error.ts'
import { InvalidArgumentError } from './invalid-argument-error.ts'
import { LeaseLostError } from './lease-lost-error.ts'
import { NotFoundError } from './not-found-error.ts'
import { RegistrationError } from './registration-error.ts'
import { RuleViolation } from './rule-violation.ts'
import { SchemaError } from './schema-error.ts'
import { SupersededError } from './superseded-error.ts'
import { TimeoutError } from './timeout-error.ts'
import { UnauthenticatedError } from './unauthenticated-error.ts'
import { isUnoError, type UnoError } from './uno-error.ts'
import { ValidationError } from './validation-error.ts'

const order = streamId('order', '7')
const issue = { path: ['lines', 3, 'quantity'], message: 'expected a number, found text' }

/** Every error of the family: its code, whether it may be retried, and the facts it carries. */
const family: readonly [UnoError, string, boolean, Record<string, unknown>][] = [
  [new BackPressureError('full', { retryAfterMs: 50 }), 'ERR_BACK_PRESSURE', true, { retryAfterMs: 50 }],
  [
    new BatchRolledBackError({ failed: [2], size: 9, ran: true }),
    'ERR_BATCH_ROLLED_BACK',
    true,
    { failed: [2], ran: true },
  ],
  [new CapabilityError('vector', 'install it'), 'ERR_CAPABILITY', false, { capability: 'vector' }],
  [
    new ConcurrencyError({ streamId: order, expected: 3, actual: 4 }),
    'ERR_CONCURRENCY',
    true,
    { streamId: 'order-7', expected: 3, actual: 4 },
  ],
  [new ConfigurationError('wrong', { path: 'pool.size' }), 'ERR_CONFIGURATION', false, { path: 'pool.size' }],
  [new CursorError('not ours'), 'ERR_CURSOR', false, {}],
  [new DatabaseError('gone', { sqlState: '57P01' }), 'ERR_DATABASE', true, { sqlState: '57P01' }],
  [new DatabaseError('refused', { retryable: false }), 'ERR_DATABASE', false, {}],
  [new EventDecodingError('unknown version'), 'ERR_EVENT_DECODING', false, {}],
  [new ForbiddenError('not yours'), 'ERR_FORBIDDEN', false, {}],
  [new IdempotencyError('running'), 'ERR_IDEMPOTENCY', true, { problem: 'running' }],
  [new IdempotencyError('payload'), 'ERR_IDEMPOTENCY', false, { problem: 'payload' }],
  [new InvalidArgumentError('empty'), 'ERR_INVALID_ARGUMENT', false, {}],
  [new LeaseLostError('taken'), 'ERR_LEASE_LOST', true, {}],
  [new NotFoundError('order'), 'ERR_NOT_FOUND', false, { subject: 'order' }],
  [
    new RegistrationError('PlaceOrder', 'missing'),
    'ERR_REGISTRATION',
    false,
    { messageType: 'PlaceOrder', problem: 'missing' },
  ],
  [
    new RuleViolation('OUT_OF_STOCK', 'sold out', { details: { stockCode: '85123A' } }),
    'ERR_RULE_VIOLATION',
    false,
    { rule: 'OUT_OF_STOCK', details: { stockCode: '85123A' } },
  ],
  [new SchemaError('older'), 'ERR_SCHEMA', false, {}],
  [new SupersededError('version 1'), 'ERR_SUPERSEDED', false, {}],
  [new TimeoutError('5 s'), 'ERR_TIMEOUT', true, {}],
  [new UnauthenticatedError('who'), 'ERR_UNAUTHENTICATED', false, {}],
  [
    new ValidationError('PlaceOrder', [issue]),
    'ERR_VALIDATION',
    false,
    { subject: 'PlaceOrder', issues: [issue] },
  ],
]

describe('an error of the family', () => {
  it.each(family)(
    '%s has a code, says whether to retry, and carries its facts',
    (error, code, retryable, facts) => {
      expect(error).toBeInstanceOf(Error)
      expect(error.code).toBe(code)
      expect(error.retryable).toBe(retryable)
      expect(error).toMatchObject(facts)
      expect(error.name).toBe(error.constructor.name)
      expect(error.message).not.toBe('')
      expect(isUnoError(error)).toBe(true)
      expect(isUnoError(error, code)).toBe(true)
      expect(isUnoError(error, 'ERR_ELSE')).toBe(false)
    },
  )

  it.each(family)('%s survives JSON', (error, code, retryable, facts) => {
    const read = errorFromJSON(JSON.parse(JSON.stringify(error)))
    expect(read).toBeInstanceOf(Error)
    expect(isUnoError(read, code)).toBe(true)
    expect(read).toMatchObject({ ...facts, name: error.name, message: error.message, retryable })
    expect(read.toJSON()).toEqual(error.toJSON())
  })

  it('keeps its cause, and keeps it to itself', () => {
    const cause = new Error('connection reset by 10.0.0.7')
    const error = new DatabaseError('the database is gone', { cause })
    expect(error.cause).toBe(cause)
    expect(JSON.stringify(error)).not.toContain('10.0.0.7')
    expect(error.toJSON()).not.toHaveProperty('cause')
    expect(error.toJSON()).not.toHaveProperty('stack')
  })

  it('has no cause when none was given', () => {
    expect(new DatabaseError('the database is gone')).not.toHaveProperty('cause')
  })

  it('writes bigints among its facts as decimal strings', () => {
    const error = Object.assign(new InvalidArgumentError('no'), { position: 2n ** 60n })
    expect(error.toJSON()).toMatchObject({ position: '1152921504606846976' })
  })

  it('is recognised when another copy of this package made it', async () => {
    vi.resetModules()
    const { CursorError: ForeignCopy } = await import('./cursor-error.ts')
    const error = new ForeignCopy('not ours')
    expect(error).not.toBeInstanceOf(CursorError)
    expect(isUnoError(error, 'ERR_CURSOR')).toBe(true)
  })

  it('is not confused with anything else', () => {
    const others = [
      new Error('no'),
      { code: 'ERR_CURSOR', retryable: false },
      'ERR_CURSOR',
      null,
      undefined,
      7,
    ]
    for (const other of others) expect(isUnoError(other)).toBe(false)
  })
})

describe('an error as JSON', () => {
  it.each([null, 'text', {}, { code: 'X', message: 'no' }, { code: 1, message: 'no', retryable: true }])(
    'is refused when it is %j',
    (json) => expect(() => errorFromJSON(json)).toThrow(InvalidArgumentError),
  )

  it('may come without a name', () => {
    expect(errorFromJSON({ code: 'ERR_ELSE', message: 'no', retryable: false }).name).toBe('UnoError')
  })
})

describe('the message of an error', () => {
  it.each<[UnoError, string]>([
    [
      new ConcurrencyError({ streamId: order, expected: 3, actual: 4 }),
      'stream "order-7" is at version 4, expected 3',
    ],
    [
      new ConcurrencyError({ subject: 'row "7" of orders', expected: 0, actual: 1 }),
      'row "7" of orders is at version 1, expected 0',
    ],
    [
      new ConcurrencyError({ streamId: order, expected: 3 }),
      'stream "order-7" is at version unknown, expected 3',
    ],
    [new ConcurrencyError(), 'events that the append condition forbids were appended since its marker'],
    [
      new ValidationError('PlaceOrder', [issue, issue, issue]),
      'PlaceOrder is not valid: lines.3.quantity: expected a number, found text (and 2 more)',
    ],
    [
      new ValidationError('query string', [{ path: [], message: 'expected an object' }]),
      'query string is not valid: expected an object',
    ],
    [new RegistrationError('PlaceOrder', 'duplicate'), 'a handler for "PlaceOrder" is registered already'],
    [new CapabilityError('vector', 'install pgvector'), 'the database has no "vector": install pgvector'],
  ])('says what was found and expected: %s', (error, message) => expect(error.message).toBe(message))
})
