import { expect, it } from 'vitest'
import { resultsTable } from './results-table.ts'

const path = { suite: 'event-store', path: 'append-1', better: 'higher' } as const
const figures = { ...path, unit: 'events/s', rounds: 3 }

it('shows figures and ratios in columns, numbers on the right', () => {
  const table = resultsTable({
    measurements: [
      { ...figures, contender: 'uno-ts', median: 12_345.6, min: 9.5, max: 20_000 },
      { ...figures, contender: 'prepared insert', median: 3_000, min: 2_000, max: 4_000 },
    ],
    comparisons: [
      { ...path, ours: 'uno-ts', against: 'prepared insert', ratio: 4.115, target: 2.5, met: true },
      { ...path, ours: 'uno-ts', against: 'nobody', ratio: 0.5, target: 1, met: false },
      { ...path, ours: 'uno-ts', against: 'a rival', ratio: 2 },
    ],
  })
  expect(table.split('\n')).toEqual([
    'path      contender        unit      median    min     max',
    'append-1  uno-ts           events/s  12,346    9.5  20,000',
    'append-1  prepared insert  events/s   3,000  2,000   4,000',
    '',
    'path      ours    against          ratio  target',
    'append-1  uno-ts  prepared insert   4.12    2.50  met',
    'append-1  uno-ts  nobody            0.50    1.00  missed',
    'append-1  uno-ts  a rival           2.00',
  ])
})
