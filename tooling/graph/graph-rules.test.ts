import { describe, expect, it } from 'vitest'
import { findGraphViolations } from './graph-rules.ts'
import { withFiles } from '../with-files.ts'

const shop = {
  'package.json': { name: 'root', devDependencies: { vitest: '1.0.0' } },
  'packages/types/package.json': { name: '@uno-ts/types' },
  'packages/types/src/index.ts': 'export const contract = 1',
  'packages/testing/package.json': { name: '@uno-ts/testing', dependencies: { '@uno-ts/types': '*' } },
  'packages/testing/src/index.ts': `import '@uno-ts/types'`,
  'packages/embedded/package.json': { name: '@uno-ts/embedded', dependencies: { '@uno-ts/types': '*' } },
  'packages/embedded/src/index.ts': `import '@uno-ts/types'`,
  'packages/store/package.json': {
    name: '@uno-ts/store',
    dependencies: { '@uno-ts/types': '*' },
    peerDependencies: { pg: '1' },
    devDependencies: { '@uno-ts/testing': '*', '@uno-ts/embedded': '*', zod: '1' },
  },
  'packages/store/src/index.ts': `export { append } from './append.ts'`,
  'packages/store/src/append.ts': `import type { Pool } from 'pg'\nimport '@uno-ts/types'\nimport 'node:fs'`,
  'packages/store/src/append.test.ts': `import 'vitest'\nimport 'zod/mini'\nimport '@uno-ts/testing/conformance'\nimport '@uno-ts/embedded'`,
  'packages/bus/package.json': { name: '@uno-ts/bus', dependencies: { '@uno-ts/types': '*' } },
  'packages/bus/src/index.ts': `import '@uno-ts/types'`,
  'apps/demo/package.json': {
    name: '@uno-ts/demo',
    dependencies: { '@uno-ts/store': '*', '@uno-ts/bus': '*', '@uno-ts/testing': '*' },
  },
  'apps/demo/src/main.ts': `import '@uno-ts/store'\nimport '@uno-ts/bus'\nimport '@uno-ts/testing'`,
}

const violations = (changes: Record<string, string | object>) =>
  withFiles({ ...shop, ...changes }, findGraphViolations)

describe('the package graph', () => {
  it('is a star with applications on top', () => {
    expect(violations({})).toEqual([])
  })

  it('refuses a package that imports a sibling', () => {
    expect(violations({ 'packages/bus/src/index.ts': `\nimport { append } from '@uno-ts/store'` })).toEqual([
      'packages/bus/src/index.ts:2 imports "@uno-ts/store": a package imports @uno-ts/types and no sibling',
    ])
  })

  it.each([
    [`import type { Append } from '@uno-ts/store'`],
    [`export { append } from '@uno-ts/store'`],
    [`export * from '@uno-ts/store'`],
    [`export type * as store from '@uno-ts/store'`],
    [`const store = await import('@uno-ts/store')`],
    [`import '@uno-ts/store/migrations'`],
  ])('sees a sibling in: %s', (line) => {
    expect(violations({ 'packages/bus/src/index.ts': line })).toHaveLength(1)
  })

  it('refuses a sibling in a test too', () => {
    expect(violations({ 'packages/bus/src/bus.test.ts': `import '@uno-ts/store'` })).toHaveLength(1)
  })

  it('keeps the test kit out of what is shipped', () => {
    expect(violations({ 'packages/store/src/append.ts': `import '@uno-ts/testing'` })).toEqual([
      'packages/store/src/append.ts:1 imports "@uno-ts/testing": only tests import the test kits',
    ])
  })

  it('refuses to import an application', () => {
    expect(violations({ 'packages/bus/src/index.ts': `import '@uno-ts/demo'` })).toEqual([
      'packages/bus/src/index.ts:1 imports "@uno-ts/demo": nothing imports an application',
    ])
  })

  it('refuses a sibling among the dependencies, imported or not', () => {
    const manifest = { name: '@uno-ts/bus', dependencies: { '@uno-ts/types': '*', '@uno-ts/store': '*' } }
    expect(violations({ 'packages/bus/package.json': manifest })).toEqual([
      'packages/bus/package.json depends on "@uno-ts/store": a package knows @uno-ts/types and no sibling',
    ])
  })

  it('refuses a path into another package', () => {
    const text = `import '../../store/src/append.ts'`
    expect(violations({ 'packages/bus/src/index.ts': text })).toEqual([
      'packages/bus/src/index.ts:1 imports "../../store/src/append.ts": the path leaves the package',
    ])
  })

  it('refuses a path to nowhere', () => {
    expect(violations({ 'packages/bus/src/index.ts': `import './gone.ts'` })).toEqual([
      'packages/bus/src/index.ts:1 imports "./gone.ts": there is no such file',
    ])
  })

  it('refuses what package.json does not declare', () => {
    expect(violations({ 'packages/bus/src/index.ts': `import pg from 'pg'` })).toEqual([
      'packages/bus/src/index.ts:1 imports "pg": its package.json does not declare it',
    ])
  })

  it('refuses a development dependency in what is shipped', () => {
    expect(violations({ 'packages/store/src/append.ts': `import 'zod'` })).toEqual([
      'packages/store/src/append.ts:1 imports "zod": its package.json does not declare it',
    ])
  })

  it('names the whole circle when modules import each other, even for types only', () => {
    const files = {
      'packages/bus/src/index.ts': `import './a.ts'`,
      'packages/bus/src/a.ts': `import type { B } from './b.ts'`,
      'packages/bus/src/b.ts': `export * from './a.ts'`,
    }
    expect(violations(files)).toEqual([
      'packages/bus/src/a.ts -> packages/bus/src/b.ts -> packages/bus/src/a.ts: the modules import each other in a circle',
    ])
  })

  it('allows two ways to one module', () => {
    const files = {
      'packages/bus/src/index.ts': `import './a.ts'\nimport './b.ts'`,
      'packages/bus/src/a.ts': `import './b.ts'`,
      'packages/bus/src/b.ts': `export {}`,
    }
    expect(violations(files)).toEqual([])
  })
})
