import { describe, expect, it } from 'vitest'
import { specification } from '../specification/specification.ts'
import { assertionFailure } from './assertion-failure.ts'

const given = specification({
  initialState: () => 0,
  decide: (by: number) => [{ type: 'Counted' as const, data: by }],
  evolve: (count: number, { data }: { readonly type: 'Counted'; readonly data: number }) => count + data,
})

function failureOf(run: () => void): Error {
  try {
    run()
  } catch (error) {
    return error as Error // an AssertionError
  }
  throw new Error('it did not fail')
}

describe('an assertion that does not hold', () => {
  it('is shown at the line of the test, not at ours', () => {
    const { stack = '' } = failureOf(() => given().when(1).then({ type: 'Counted', data: 2 }))
    const [first] = stack.split('\n').filter((line) => line.startsWith('    at '))
    expect(first).toContain('assertion-failure.test.ts')
    expect(stack).toMatch(/^AssertionError.*expected other events/)
  })

  it('leaves no second difference to the runner', () => {
    const failure = failureOf(() => given().when(1).thenNothing())
    expect(Reflect.get(failure, 'showDiff')).toBe(false)
    expect(Reflect.get(failure, 'diff')).toBeUndefined()
    expect(failure).toMatchObject({ expected: [], code: 'ERR_ASSERTION' })
  })

  it('keeps the error that was found as its cause', () => {
    const cause = new Error('no connection')
    expect(assertionFailure('expected no errors', { cause })).toMatchObject({ cause })
    expect('cause' in assertionFailure('expected no errors')).toBe(false)
  })
})
