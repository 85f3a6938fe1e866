import { describe, expect, it } from 'vitest'
import { readmeFindings } from './readme-findings.ts'

const manifest = {
  name: '@shop/core',
  version: '1.0.0',
  peerDependencies: { pg: '^8.0.0', redis: '^6.0.0' },
  peerDependenciesMeta: { redis: { optional: true } },
}
const member = { kind: 'package', folder: 'packages/core', manifest } as const

const whole = `# @shop/core

\`\`\`sh
npm install @shop/core pg
\`\`\`

\`\`\`ts
import '@shop/core'
\`\`\`

[The guide](../../docs/guides/shop.md)
`

describe('the README of a package', () => {
  it('is whole with title, installation, example and guide', () => {
    expect(readmeFindings(member, whole)).toEqual([])
  })

  it.each([
    [whole.replace('# @shop/core', '# Shop'), 'begins with another title than "@shop/core"'],
    [whole.replace(' pg', ' redis'), 'has no "npm install" that names pg'],
    [whole.replace('```ts', '```js'), 'shows no example at its top'],
    [whole.replace('```ts', '```ts no-check'), 'begins with an example that is not checked'],
    [whole.replace('../../docs', '../docs'), 'links to no guide'],
  ])('is told what it lacks', (readme, finding) => {
    expect(readmeFindings(member, readme)).toEqual([`packages/core/README.md ${finding}`])
  })
})
