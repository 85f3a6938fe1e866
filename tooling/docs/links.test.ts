import { describe, expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { findBrokenLinks } from './links.ts'

const files = {
  LICENSE: 'MIT',
  'docs/glossary.md': '# The words\n## Stream, `streamId`\n## A\n## A\n```md\n## Not a heading\n```\n',
}
const broken = (text: string) =>
  withFiles({ ...files, 'docs/page.md': text }, (root) => findBrokenLinks(root, 'docs/page.md'))

describe('a page', () => {
  it.each([
    ['[words](glossary.md)'],
    ['[words](./glossary.md#the-words)'],
    ['[stream](glossary.md#stream-streamid)'],
    ['[second A](glossary.md#a-1)'],
    ['[licence](../LICENSE) and [folder](../docs)'],
    ['[from the root](/LICENSE "the licence")'],
    ['# Here\n[here](#here)'],
    ['[elsewhere](https://example.org/nothing) [mail](mailto:a@example.org)'],
    ['`[code](nowhere.md)`'],
    ['```md\n[code](nowhere.md)\n```'],
  ])('may say: %s', (text) => {
    expect(broken(text)).toEqual([])
  })

  it('names the line of a link to no file', () => {
    expect(broken('one\n![picture](gone.png)')).toEqual([
      'docs/page.md:2 links to "gone.png": there is no such file',
    ])
  })

  it('names a link to no heading', () => {
    expect(broken('[x](glossary.md#not-a-heading)')).toEqual([
      'docs/page.md:1 links to "glossary.md#not-a-heading": there is no such heading',
    ])
  })

  it('reads named links too', () => {
    expect(broken('see [the words]\n\n[the words]: words.md')).toHaveLength(1)
  })

  it('stays inside the repository', () => {
    expect(broken('[up](../../secret.md)')).toEqual([
      'docs/page.md:1 links to "../../secret.md": it leaves the repository',
    ])
  })
})
