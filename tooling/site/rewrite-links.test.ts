import { describe, expect, it } from 'vitest'
import { rewriteLinks } from './rewrite-links.ts'

const onSite = (markdown: string) => rewriteLinks(markdown, 'docs/guides/projections.md')

describe('the links of a page', () => {
  it.each([
    ['[a](rebuilding-projections.md)', '[a](/guides/rebuilding-projections.md)'],
    ['[a](../glossary.md#decider)', '[a](/glossary.md#decider)'],
    ['[a](../decisions/README.md)', '[a](/decisions/index.md)'],
    ['[`types`](../../packages/types/README.md)', '[`types`](/packages/types.md)'],
    ['[a](../../packages/types/src/bus/bus.ts)', '[a](/source/packages/types/src/bus/bus.ts.md)'],
    ['[a](../../README.md "the front")', '[a](/overview.md "the front")'],
    ['[a](../../SECURITY.md)', '[a](/security.md)'],
    ['[a](../../examples/README.md)', '[a](/examples/index.md)'],
    ['![a](../architecture.svg)', '![a](/architecture.svg)'],
    ['[a]: ../glossary.md', '[a]: /glossary.md'],
  ])('lead to where a file stands on the site: %s', (link, expected) => {
    expect(onSite(link)).toBe(expected)
  })

  it.each([
    ['[a](https://example.org/x.md)'],
    ['[a](mailto:a@example.org)'],
    ['[a](#here)'],
    ['`[a](b.md)`'],
    ['```md\n[a](b.md)\n```'],
  ])('stay as they are: %s', (link) => {
    expect(onSite(link)).toBe(link)
  })
})
