import { describe, expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { exportedNames } from './exported-names.ts'
import { findUnexportedNames } from './named-exports.ts'

const exportsOf = (name: string) => (name === 'core' ? new Set(['CommandBus', 'defineQuery']) : undefined)
const findings = (...rows: readonly string[]) =>
  findUnexportedNames(
    'names.md',
    ['| there | here | package |', '| --- | --- | --- |', ...rows].join('\n'),
    exportsOf,
  )

describe('a table of names', () => {
  it.each([
    ['| `command_bus` | `CommandBus` | `core` |'],
    ['| `send` | `CommandBus.execute`, `defineQuery({ … })` | `core` |'],
    ['| `get_mediator()` | not on purpose | |'],
  ])('may say: %s', (row) => {
    expect(findings(row)).toEqual([])
  })

  it('is held to what packages export', () => {
    expect(findings('| a | `CommandBus`, `Gone.method` | `core` |', '| b | `CommandBus` | `lost` |')).toEqual(
      [
        'names.md:3 says that core exports "Gone": it does not',
        'names.md:4 names the package "lost": there is no such package',
        'names.md:4 says that lost exports "CommandBus": it does not',
      ],
    )
  })

  it('is one that has both columns', () => {
    expect(findUnexportedNames('a.md', '| here |\n| --- |\n| `Gone` |\n\n`Gone`', exportsOf)).toEqual([])
    expect(
      findUnexportedNames('a.md', '```\n| here | package |\n| --- | --- |\n| `a` | `b` |\n```', exportsOf),
    ).toEqual([])
  })
})

describe('the names a module exports', () => {
  it('are followed through the modules of its package', () => {
    const files = {
      'index.ts': `export { a as renamed, type T } from './a.ts'\nexport * from './b.ts'\nexport type { Pool } from 'pg'`,
      'a.ts': 'export const a = 1\nexport type T = string',
      'b.ts': 'export class B {}\nexport interface C {}\nconst hidden = 1',
    }
    const names = withFiles(files, (root) => [...exportedNames(root, 'index.ts')])
    expect(names.toSorted()).toEqual(['B', 'C', 'Pool', 'T', 'renamed'])
  })
})
