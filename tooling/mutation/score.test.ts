import { describe, expect, it } from 'vitest'
import { score, table } from './score.ts'

const results = (['Killed', 'Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored'] as const).map(
  (status) => ({
    status,
  }),
)

describe('the score of an area', () => {
  it('is the share of changes that tests noticed, those that never ended among them', () => {
    expect(score('append', results)).toEqual({
      name: 'append',
      killed: 2,
      timedOut: 1,
      survived: 1,
      uncovered: 1,
      percent: 60,
    })
  })

  it('is nothing where nothing was tried', () => {
    expect(score('append', []).percent).toBe(0)
  })

  it('is a line of a table', () => {
    expect(
      table([score('append', results)])
        .split('\n')
        .at(-1),
    ).toBe('| append | 2 | 1 | 1 | 1 | 60.0 % |')
  })
})
