import { describe, expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { findUnlistedPages } from './listed-pages.ts'

const files = {
  'docs/README.md': '- [a](guides/a.md#heading)\n- [decisions](decisions/README.md)',
  'docs/guides/a.md': '[b](b.md)',
  'docs/guides/b.md': '# b',
  'docs/decisions/README.md': '- [one](0001.md)',
  'docs/decisions/0001.md': '# One',
  'README.md': '# Front',
}

describe('a page of the documentation', () => {
  it('is listed by the contents or by its own folder; a link from another page is none', () => {
    const unlisted = withFiles(files, (root) => findUnlistedPages(root, 'docs/README.md', Object.keys(files)))
    expect(unlisted).toEqual(['docs/guides/b.md is in no list: add it to docs/README.md'])
  })
})
