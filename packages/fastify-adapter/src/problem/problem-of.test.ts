import { describe, expect, it } from 'vitest'
import {
  BackPressureError,
  BatchRolledBackError,
  CapabilityError,
  ConcurrencyError,
  ConfigurationError,
  CursorError,
  DatabaseError,
  errorFromJSON,
  ForbiddenError,
  IdempotencyError,
  InvalidArgumentError,
  LeaseLostError,
  NotFoundError,
  parseStreamId,
  RegistrationError,
  RuleViolation,
  SchemaError,
  SupersededError,
  TimeoutError,
  UnauthenticatedError,
  ValidationError,
} from '@uno-ts/types'
import { problemOf } from './problem-of.ts'

const conflict = new ConcurrencyError({ streamId: parseStreamId('order-7'), expected: 3, actual: 4 })

describe('the status of an error', () => {
  it.each([
    [new ValidationError('PlaceOrder', []), 400],
    [new InvalidArgumentError('x'), 400],
    [new CursorError('x'), 400],
    [new UnauthenticatedError('x'), 401],
    [new ForbiddenError('x'), 403],
    [new NotFoundError('order'), 404],
    [conflict, 409],
    [new IdempotencyError('running'), 409],
    [new IdempotencyError('payload'), 422],
    [new RuleViolation('R', 'x'), 422],
    [new BatchRolledBackError({ failed: [0], size: 2, ran: true }), 424],
    [new BackPressureError('x'), 429],
    [new CapabilityError('vector', 'x'), 501],
    [new TimeoutError('x'), 503],
    [new DatabaseError('x'), 503],
    [new LeaseLostError('x'), 503],
    [new SupersededError('x'), 503],
    [new DatabaseError('x', { retryable: false }), 500],
    [new RegistrationError('PlaceOrder', 'missing'), 500],
    [new ConfigurationError('x'), 500],
    [new SchemaError('x'), 500],
    [new Error('x'), 500],
  ])('%s is %i', (error, status) => {
    expect(problemOf(error).problem.status).toBe(status)
  })

  it('is the same for an error that came from another process', () => {
    const { problem } = problemOf(errorFromJSON(conflict.toJSON()))
    expect(problem).toMatchObject({ status: 409, code: 'ERR_CONCURRENCY', expected: 3, actual: 4 })
  })

  it('is 412 for a conflict after If-Match', () => {
    expect(problemOf(conflict, { conditional: true }).problem.status).toBe(412)
  })
})

describe('a problem', () => {
  it('of ours tells nothing of what is inside', () => {
    for (const error of [
      new DatabaseError('secret'),
      new DatabaseError('secret', { retryable: false }),
      new TimeoutError('secret'),
      new SchemaError('secret'),
      new CapabilityError('vector', 'secret'),
      new CapabilityError('a secret', 'secret'),
      Object.assign(new Error('secret'), { statusCode: 503, code: 'SECRET' }),
    ]) {
      expect(JSON.stringify(problemOf(error, { requestId: 'r' }))).not.toMatch(/secret/i)
    }
  })

  it('says when to come back', () => {
    expect(problemOf(new BackPressureError('x', { retryAfterMs: 1_500 }))).toMatchObject({
      headers: { 'retry-after': '2' },
      problem: { retryAfterMs: 1_500, retryable: true },
    })
    expect(problemOf(new DatabaseError('x')).headers).toEqual({ 'retry-after': '1' })
  })

  it('names what the service lacks, and not how to get it', () => {
    expect(problemOf(new CapabilityError('vector', 'apt install')).problem).toMatchObject({
      status: 501,
      capability: 'vector',
      detail: 'The service lacks "vector", which this needs.',
    })
  })

  it('asks for credentials where they are missing', () => {
    expect(problemOf(new UnauthenticatedError('x')).headers).toEqual({ 'www-authenticate': 'Bearer' })
  })

  it('names a hundred fields and counts the rest', () => {
    const issues = Array.from({ length: 250 }, (_, index) => ({
      path: ['body', index],
      message: 'expected less',
    }))
    const { problem } = problemOf(new ValidationError('x', issues))
    expect(problem.errors).toHaveLength(100)
    expect(problem.omittedErrors).toBe(150)
  })

  it('does not send a name of a megabyte back', () => {
    const { problem } = problemOf(
      new ValidationError('x', [{ path: ['k'.repeat(1e6)], message: 'expected less' }]),
    )
    expect(JSON.stringify(problem).length).toBeLessThan(1_000)
  })
})
