import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'
import { anchorOf } from '../../../tooling/docs/links.ts'
import { workspaceRoot } from '../../../tooling/workspace.ts'
import { navigationOf } from '../../../tooling/site/navigation.ts'

const contents = readFileSync(join(workspaceRoot, 'docs', 'README.md'), 'utf8')

export default defineConfig({
  title: 'uno-ts',
  description: 'CQRS, event sourcing and read models on PostgreSQL and Redis, as small TypeScript packages.',
  lang: 'en',
  base: process.env['SITE_BASE'] ?? '/',
  srcDir: 'staged',
  outDir: 'dist',
  cleanUrls: true,
  markdown: {
    html: false, // pages are Markdown; a `<` in them is a `<`
    anchor: { slugify: anchorOf }, // links to headings work here as they do on GitHub
  },
  // VitePress's own compiler is older than the workspace's; what it compiles here needs no settings.
  vite: { esbuild: { tsconfigRaw: '{}' } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Tutorial', link: '/tutorial/' },
      { text: 'Architecture', link: '/architecture' },
      { text: 'Packages', link: '/overview' },
      { text: 'Decisions', link: '/decisions/' },
    ],
    sidebar: navigationOf(contents).map(({ items, ...group }) => ({ ...group, items: [...items] })),
  },
})
