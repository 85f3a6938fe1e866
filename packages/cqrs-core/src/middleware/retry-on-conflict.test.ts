import {
  ConcurrencyError,
  DatabaseError,
  RuleViolation,
  TimeoutError,
  type Middleware,
  type UnitOfWork,
} from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { retryOnConflict, type RetryOnConflictOptions } from './retry-on-conflict.ts'

const count = defineCommand({ type: 'Count', data: z.object({}), result: z.number() })

/** A bus whose handler throws the errors given, one a run, and then answers with its attempt. */
function busThatThrows(
  errors: unknown[],
  options: RetryOnConflictOptions = { baseDelayMs: 0 },
  around: readonly Middleware[] = [],
) {
  const attempts: number[] = []
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(count, async (_data, { attempt }) => {
    attempts.push(attempt)
    if (errors.length > 0) throw errors.shift()
    return attempt
  })
  const bus = new CommandBus({ registry, middleware: [...around, retryOnConflict(options)] })
  return { bus, attempts }
}

const conflict = () => new ConcurrencyError()
const deadlock = () => new DatabaseError('deadlock detected', { sqlState: '40P01' })
const serialisation = () => new DatabaseError('could not serialize access', { sqlState: '40001' })

describe('retrying on conflict', () => {
  it('runs the handler again, with the attempt raised, until it succeeds', async () => {
    const { bus, attempts } = busThatThrows([conflict(), deadlock(), serialisation()])

    expect(await bus.execute(count({}))).toBe(4)
    expect(attempts).toEqual([1, 2, 3, 4])
  })

  it('gives up after five attempts with the last error', async () => {
    const errors = Array.from({ length: 9 }, conflict)
    const fifth = errors[4]
    const { bus, attempts } = busThatThrows(errors)

    await expect(bus.execute(count({}))).rejects.toBe(fifth)
    expect(attempts).toEqual([1, 2, 3, 4, 5])
  })

  it('takes the bound it is given', async () => {
    const { bus, attempts } = busThatThrows([conflict(), conflict()], { maxAttempts: 1 })

    await expect(bus.execute(count({}))).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(attempts).toEqual([1])
  })

  it.each([
    ['a refusal', new RuleViolation('NO', 'no')],
    ['a lost connection, whose outcome is unknown', new DatabaseError('connection lost')],
    [
      'a server that went away under its commit',
      new DatabaseError('terminating connection', { sqlState: '57P01' }),
    ],
    ['a commit of which nobody knows', new DatabaseError('completion unknown', { sqlState: '40003' })],
    ['a timeout', new TimeoutError('too late')],
    [
      'a database error that says it is final',
      new DatabaseError('no', { sqlState: '40001', retryable: false }),
    ],
    ['an error of the program', new TypeError('undefined is not a function')],
  ])('does not run again after %s', async (_what, error) => {
    const { bus, attempts } = busThatThrows([error])

    await expect(bus.execute(count({}))).rejects.toBe(error)
    expect(attempts).toEqual([1])
  })

  it('waits a random part of a time that doubles up to its bound', async () => {
    const parts: number[] = []
    const waits: unknown[] = []
    const note: Middleware = (context, next) => {
      const debug = (facts: object | string) => waits.push(facts)
      return next({ ...context, logger: { ...context.logger, debug } })
    }
    const options = { baseDelayMs: 4, maxDelayMs: 10, random: () => (parts.push(0.5), 0.5) }
    const { bus } = busThatThrows([conflict(), conflict(), conflict(), conflict()], options, [note])
    await bus.execute(count({}))

    expect(waits).toMatchObject([{ waitMs: 2 }, { waitMs: 4 }, { waitMs: 5 }, { waitMs: 5 }])
    expect(parts).toHaveLength(4)
  })

  it('stops waiting with the reason of the caller who gives up', async () => {
    const caller = new AbortController()
    const giveUp: Middleware = (context, next) =>
      next({ ...context, logger: { ...context.logger, debug: () => caller.abort('enough') } })
    const { bus, attempts } = busThatThrows([conflict()], { baseDelayMs: 60_000, random: () => 1 }, [giveUp])

    await expect(bus.execute(count({}), { signal: caller.signal })).rejects.toBe('enough')
    expect(attempts).toEqual([1])
  })

  it('leaves a command that has joined a unit of work to its parent', async () => {
    const join: Middleware = (context, next) =>
      next({ ...context, unitOfWork: { state: 'active' } as UnitOfWork }) // only looked at
    const { bus, attempts } = busThatThrows([conflict()], { baseDelayMs: 0 }, [join])

    await expect(bus.execute(count({}))).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(attempts).toEqual([1])
  })
})
