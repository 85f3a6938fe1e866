import { describe, expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { apiReport } from './api-report.ts'

const member = {
  kind: 'package',
  folder: 'packages/shop',
  manifest: { name: '@shop/core', version: '1.0.0', exports: { '.': { types: './dist/index.d.ts' } } },
} as const

const files = {
  'packages/shop/dist/index.d.ts': `
    export { place, type Placed as OrderPlaced } from './place.ts'
    export * from './list.ts'
    export { z } from 'zod'
  `,
  'packages/shop/dist/place.d.ts': `
    import type { Line } from './line.ts';
    /** Places it. */
    export declare function place(lines: readonly Line[]): Placed;
    export declare function place(line: Line): Placed;
    /** It is placed. */
    export interface Placed {
        /** How many. */
        readonly lines: number;
    }
    declare const secret: string;
  `,
  'packages/shop/dist/list.d.ts': `export declare const list: () => readonly string[];`,
  'packages/shop/dist/line.d.ts': `export interface Line { readonly code: string }`,
}

describe('the report of an API', () => {
  it('has every exported name without its comments, overloads together', () =>
    withFiles(files, (root) => {
      const report = apiReport(root, member)
      expect(report).toContain(
        'function place(lines: readonly Line[]): Placed;\nfunction place(line: Line): Placed;',
      )
      expect(report).toContain('const list: () => readonly string[];')
      expect(report).toContain('// as OrderPlaced\ninterface Placed {')
      expect(report).not.toMatch(/How many|secret|zod/)
    }))

  it('has what exported names are made of', () =>
    withFiles(files, (root) => {
      const [, inner] = apiReport(root, member).split('## Not exported, part of the above')
      expect(inner).toContain('interface Line { readonly code: string }')
      expect(inner).not.toContain('Placed')
    }))
})
