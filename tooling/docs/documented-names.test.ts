import { describe, expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { findUndocumentedNames } from './documented-names.ts'

const undocumented = (files: Record<string, string>) =>
  withFiles(files, (root) => findUndocumentedNames(root, 'index.ts'))

describe('every exported name', () => {
  it.each([
    ['export const a = 1'],
    ['export function a(): void {}'],
    ['export async function a(): Promise<void> {}'],
    ['export class a {}'],
    ['export abstract class a {}'],
    ['export interface a {}'],
    ['export type a = string'],
    ['const a = 1\nexport { a }'],
  ])('needs a comment: %s', (text) => {
    expect(undocumented({ 'index.ts': text })).toEqual(['index.ts:1 exports "a" without a TSDoc comment'])
    expect(undocumented({ 'index.ts': `/** Says what it does. */\n${text}` })).toEqual([])
  })

  it('is not served by a plain comment, nor by one that stands elsewhere', () => {
    expect(undocumented({ 'index.ts': '// no\nexport const a = 1' })).toHaveLength(1)
    expect(undocumented({ 'index.ts': '/* no */\nexport const a = 1' })).toHaveLength(1)
    expect(undocumented({ 'index.ts': '/** a */\n// why\nexport const a = 1' })).toEqual([])
    expect(undocumented({ 'index.ts': '/** b */\nconst b = 1\nexport const a = b' })).toHaveLength(1)
  })

  it('is followed to its declaration', () => {
    const files = {
      'index.ts': `export { a as renamed, type T } from './a.ts'\nexport * from './b.ts'`,
      'a.ts': `export { a } from './deep.ts'\nexport type T = string`,
      'deep.ts': `\nexport const a = 1\nexport const hidden = 2`,
      'b.ts': `/** Documented. */\nexport const b = 1\nexport const c = 2`,
    }
    expect(undocumented(files)).toEqual([
      'deep.ts:2 exports "a" without a TSDoc comment',
      'a.ts:2 exports "T" without a TSDoc comment',
      'b.ts:3 exports "c" without a TSDoc comment',
    ])
  })

  it('needs one comment for its overloads', () => {
    const text =
      '/** Both. */\nexport function a(x: string): void\nexport function a(x: number): void\nexport function a(): void {}'
    expect(undocumented({ 'index.ts': text })).toEqual([])
  })

  it('says what each of its options does', () => {
    const text =
      '/** Options. */\nexport interface AOptions {\n  /** Default 1. */\n  b?: number\n  c: string\n  d(): void\n}'
    expect(undocumented({ 'index.ts': text })).toEqual([
      'index.ts:5 has the option "AOptions.c" without a TSDoc comment',
      'index.ts:6 has the option "AOptions.d" without a TSDoc comment',
    ])
    expect(undocumented({ 'index.ts': text.replace('AOptions', 'Answer') })).toEqual([])
  })

  it('belongs to the package that declares it', () => {
    expect(undocumented({ 'index.ts': `export type { Pool } from 'pg'` })).toEqual([])
  })
})
