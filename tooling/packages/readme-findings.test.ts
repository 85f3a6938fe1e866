import { describe, expect, it } from 'vitest'
import { readmeFindings } from './readme-findings.ts'

const manifest = {
  name: '@shop/core',
  version: '1.0.0',
  peerDependencies: { pg: '^8.0.0', redis: '^6.0.0' },
  peerDependenciesMeta: { redis: { optional: true } },
}
const member = { kind: 'package', folder: 'packages/core', manifest } as const

const size = { bytes: 1_050_000, scripts: 100_000 }

const whole = `# @shop/core

\`\`\`sh
npm install @shop/core pg
\`\`\`

Install size: 1.1 MB with sources and maps, 90 kB of JavaScript gzipped.

\`\`\`ts
import '@shop/core'
\`\`\`

[The guide](../../docs/guides/shop.md)
`

describe('the README of a package', () => {
  it('is whole with title, installation, example and guide', () => {
    expect(readmeFindings(member, whole, size)).toEqual([])
  })

  it.each([
    [whole.replace('# @shop/core', '# Shop'), 'begins with another title than "@shop/core"'],
    [whole.replace(' pg', ' redis'), 'has no "npm install" that names pg'],
    [whole.replace('90 kB', '80 kB'), 'says another install size than 1.1 MB and 100 kB of JavaScript'],
    [whole.replace('1.1 MB', '2 MB'), 'says another install size than 1.1 MB and 100 kB of JavaScript'],
    [whole.replace('```ts', '```js'), 'shows no example at its top'],
    [whole.replace('```ts', '```ts no-check'), 'begins with an example that is not checked'],
    [whole.replace('../../docs', '../docs'), 'links to no guide'],
  ])('is told what it lacks', (readme, finding) => {
    expect(readmeFindings(member, readme, size)).toEqual([`packages/core/README.md ${finding}`])
  })
})
