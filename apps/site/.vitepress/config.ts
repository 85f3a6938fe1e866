import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type DefaultTheme } from 'vitepress'
import { anchorOf } from '../../../tooling/docs/links.ts'
import { workspaceRoot } from '../../../tooling/workspace.ts'
import { referencePages } from '../../../tooling/site/folders.ts'
import { navigationOf, type NavigationGroup } from '../../../tooling/site/navigation.ts'
import { readContents, referenceNavigation } from '../../../tooling/site/reference-contents.ts'
import { searchedText } from '../../../tooling/site/reference-page.ts'

const contents = readFileSync(join(workspaceRoot, 'docs', 'README.md'), 'utf8')
const isReference = (page: string | undefined): boolean => page?.startsWith('reference/') ?? false
const sidebarOf = (groups: readonly NavigationGroup[]): DefaultTheme.SidebarItem[] =>
  groups.map(({ items, ...group }) => ({ ...group, items: [...items] }))

/** Three events, and what became of them. */
const icon = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><g fill="#3451b2"><circle cx="3" cy="4" r="2"/><circle cx="8" cy="4" r="2"/><circle cx="13" cy="4" r="2"/><rect x="1" y="9" width="14" height="5" rx="1"/></g></svg>')}`

export default defineConfig({
  title: 'uno-ts',
  description: 'CQRS, event sourcing and read models on PostgreSQL and Redis, as small TypeScript packages.',
  lang: 'en',
  base: process.env['SITE_BASE'] ?? '/',
  srcDir: 'staged',
  outDir: 'dist',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: icon }]],
  markdown: {
    html: false, // pages are Markdown; a `<` in them is a `<`
    anchor: { slugify: anchorOf }, // links to headings work here as they do on GitHub
    config(markdown) {
      // Only the rows of the reference have names to link to, which Markdown cannot say.
      markdown.core.ruler.before('normalize', 'html-of-reference', ({ md, env }) => {
        md.set({ html: isReference(env.relativePath) })
      })
    },
  },
  // VitePress's own compiler is older than the workspace's; what it compiles here needs no settings.
  vite: { esbuild: { tsconfigRaw: '{}' }, build: { chunkSizeWarningLimit: 2_000 } }, // kB: the search's index
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        _render(text, env, markdown) {
          const html = markdown.render(isReference(env.relativePath) ? searchedText(text) : text, env)
          return env.frontmatter?.['search'] === false ? '' : html
        },
      },
    },
    outline: [2, 3],
    nav: [
      { text: 'Tutorial', link: '/tutorial/' },
      { text: 'Architecture', link: '/architecture' },
      { text: 'Packages', link: '/overview' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Decisions', link: '/decisions/' },
    ],
    sidebar: {
      '/': sidebarOf(navigationOf(contents)),
      '/reference/': sidebarOf(referenceNavigation(readContents(referencePages))),
    },
  },
})
