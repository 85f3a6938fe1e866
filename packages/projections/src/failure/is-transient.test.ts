import { DatabaseError, TimeoutError } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { isTransient } from './is-transient.ts'

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code })

describe('a failure of the database', () => {
  it.each([
    coded('08006'),
    coded('40P01'),
    coded('40001'),
    coded('53300'),
    coded('57P01'),
    coded('55P03'),
    coded('ECONNREFUSED'),
    new DatabaseError('away'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('wrapped', { cause: new Error('twice', { cause: coded('57P03') }) }),
    new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]),
  ])('passes: %s', (error) => {
    expect(isTransient(error)).toBe(true)
  })

  it.each([
    coded('23505'),
    coded('42P01'),
    coded('22P02'),
    coded('57014'),
    coded('40'),
    new TimeoutError('late'),
    new TypeError('x is not a function'),
    'a text',
    undefined,
  ])('does not: %s', (error) => {
    expect(isTransient(error)).toBe(false)
  })
})
