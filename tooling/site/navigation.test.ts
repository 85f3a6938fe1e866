import { describe, expect, it } from 'vitest'
import { navigationOf } from './navigation.ts'

describe('the navigation', () => {
  it('is read from the lists below the headings of the page that lists all others', () => {
    const page = [
      '# Documentation',
      '- [not in a group](a.md)',
      '## Reading',
      'Some words.',
      '- [Projections](guides/projections.md): what they are',
      '- [`types`](../packages/types/README.md)',
      '## Empty',
      '## More',
      '- [Decisions](decisions/README.md)',
    ].join('\n')
    expect(navigationOf(page)).toEqual([
      {
        text: 'Reading',
        collapsed: false,
        items: [
          { text: 'Projections', link: '/guides/projections' },
          { text: 'types', link: '/packages/types' },
        ],
      },
      { text: 'More', collapsed: false, items: [{ text: 'Decisions', link: '/decisions/' }] },
    ])
  })
})
