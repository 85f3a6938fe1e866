import { describe, expect, it } from 'vitest'
import { referencePage, searchedText } from './reference-page.ts'

const page = [
  '# event-store',
  '## AppendOptions {#appendoptions}',
  'Defined in: append.ts:1',
  'What an append needs.',
  '### Properties',
  '| `tenant` |',
  '***',
  '## EventStore {#eventstore}',
  '```ts',
  '# no heading',
  '```',
].join('\n')

describe('a page of the reference', () => {
  it.each([
    ['index.md', 'API reference'],
    ['types/index.md', '@uno-ts/types'],
    ['types/event-store.md', 'event-store · @uno-ts/types'],
  ])('is called what it stands for: %s', (url, title) => {
    expect(referencePage(url, page)).toContain(`# ${title} {#heading-1}\n`)
  })

  it('has a place for each heading', () => {
    expect(referencePage('types/event-store.md', page).match(/^#.*/gm)).toEqual([
      '# event-store · @uno-ts/types {#heading-1}',
      '## AppendOptions {#appendoptions}',
      '### Properties {#heading-2}',
      '## EventStore {#eventstore}',
      '# no heading',
    ])
  })

  it('is searched for names and what is said of them first', () => {
    expect(searchedText(referencePage('types/event-store.md', page)).split('\n').filter(Boolean)).toEqual([
      '---',
      'outline: 2',
      '---',
      '# event-store · @uno-ts/types {#heading-1}',
      '## AppendOptions {#appendoptions}',
      'What an append needs.',
      '## EventStore {#eventstore}',
    ])
  })
})
