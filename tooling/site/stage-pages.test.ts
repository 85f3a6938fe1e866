import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { stagePages } from './stage-pages.ts'

const files = {
  'README.md': '# Front\n[guide](docs/guides/a.md) [room](packages/p/src)',
  'docs/README.md': '# All',
  'docs/guides/a.md': '[code](../../packages/p/src/b.ts) ![picture](../c.svg)',
  'docs/c.svg': '<svg/>',
  'packages/p/README.md': '# p',
  'packages/p/src/b.ts': 'const fence = "```"\n',
  'packages/p/node_modules/q/README.md': '# not ours',
}

describe('the pages of the site', () => {
  it('are those of the repository, with the sources and pictures they lead to', () =>
    withFiles(files, (root) => {
      const staged = join(root, 'staged')
      const read = (page: string) => readFileSync(join(staged, page), 'utf8')

      expect(stagePages(root, staged)).toEqual({ pages: 4, sources: 2 })
      expect(read('overview.md')).toContain('[guide](/guides/a.md) [room](/source/packages/p/src.md)')
      expect(read('guides/a.md')).toContain('[code](/source/packages/p/src/b.ts.md)')
      expect(read('source/packages/p/src.md')).toContain('- `b.ts`')
      expect(read('source/packages/p/src/b.ts.md')).toContain('````ts\nconst fence = "```"\n````')
      expect([read('index.md'), read('packages/p.md'), read('c.svg')]).toEqual(['# All', '# p', '<svg/>'])
    }))

  it('go when their file has gone', () =>
    withFiles(files, (root) => {
      const staged = join(root, 'docs', '..', 'staged')
      stagePages(root, staged)
      stagePages(join(root, 'packages'), staged)
      expect(existsSync(join(staged, 'guides/a.md'))).toBe(false)
    }))
})
