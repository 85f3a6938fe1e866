import { expect, it } from 'vitest'
import { referenceNavigation } from './reference-contents.ts'

it('shows each package with its rooms and further modules', () => {
  const leaf = (name: string, url: string) => ({ name, url, pages: [] })
  const pages = [
    { ...leaf('core', 'core/index.md'), pages: [leaf('append', 'core/append.md')] },
    leaf('core/migrations', 'core/migrations.md'),
    leaf('types', 'types/index.md'),
  ]
  expect(referenceNavigation({ pages, names: {} })).toEqual([
    {
      text: 'core',
      collapsed: true,
      items: [
        { text: 'Overview', link: '/reference/core/' },
        { text: 'append', link: '/reference/core/append' },
        { text: 'core/migrations', link: '/reference/core/migrations' },
      ],
    },
    { text: 'types', collapsed: true, items: [{ text: 'Overview', link: '/reference/types/' }] },
  ])
})
