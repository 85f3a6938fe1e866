import { describe, expect, it } from 'vitest'
import { mapProse, withoutFences } from './fences.ts'
import { commentsAsMarkdown, examplesWithoutSnippet, modulesOf, snippetsOf } from './snippets.ts'

const page = [
  '# An order', //                     1
  '```ts', //                          2
  '// file: order.ts', //              3
  'export const placed = 1', //        4
  '```', //                            5
  '```sh', //                          6
  'npm start', //                      7
  '```', //                            8
  '```typescript', //                  9
  `import { placed } from './order.ts'`, // 10
  '```', //                            11
  '```ts', //                          12
  '// file: order.ts', //              13
  'export const cancelled = placed', // 14
  '```', //                            15
  '```ts no-check', //                 16
  'orders.…', //                       17
  '```', //                            18
].join('\n')

describe('the snippets of a page', () => {
  it('are its TypeScript blocks, by name, each with its line', () => {
    expect(snippetsOf(page).map(({ name, line, checked }) => [name, line, checked])).toEqual([
      ['order.ts', 3, true],
      ['line-10.ts', 10, true],
      ['order.ts', 13, true],
      ['line-17.ts', 17, false],
    ])
  })

  it('join to one module by name, every line keeping its number', () => {
    const modules = modulesOf(snippetsOf(page))
    expect([...modules.keys()]).toEqual(['order.ts', 'line-10.ts'])
    const lines = modules.get('order.ts')?.split('\n') ?? []
    expect(lines[4 - 1]).toBe('export const placed = 1')
    expect(lines[14 - 1]).toBe('export const cancelled = placed')
  })

  it('lose the indent of the list they stand in', () => {
    expect(snippetsOf('- so:\n  ```ts\n  if (a) {\n    b()\n  }\n  ```').map(({ code }) => code)).toEqual([
      'if (a) {\n  b()\n}',
    ])
  })

  it('may be cut off by the end of the page', () => {
    expect(snippetsOf('```ts\na()').map(({ code }) => code)).toEqual(['a()'])
  })
})

describe('a page without its blocks', () => {
  it('has every other line in its place', () => {
    const lines = withoutFences('a\n```ts\n```\nb\n````md\n```ts\n```\n````\nc').split('\n')
    expect([lines.indexOf('a'), lines.indexOf('b'), lines.indexOf('c')]).toEqual([0, 3, 8])
    expect(lines).toHaveLength(9)
  })
})

describe('the prose of a page', () => {
  it('can be changed without its blocks', () => {
    expect(mapProse('a\n  ```ts\n  b\n  ```\nc\n~~~\nd', (line) => line.toUpperCase())).toBe(
      'A\n  ```ts\n  b\n  ```\nC\n~~~\nd',
    )
  })
})

describe('the comments of a module', () => {
  const source = [
    '/** One line. */',
    'const a = 1 // not this',
    '  /**',
    '   * Places an order.',
    '   *',
    '   * @example',
    '   * ```ts',
    '   * place()',
    '   * ```',
    '   */',
    'place()',
  ].join('\n')

  it('are Markdown in which every line keeps its number', () => {
    const lines = commentsAsMarkdown(source).split('\n')
    expect(lines).toEqual([
      'One line.',
      '',
      '',
      'Places an order.',
      '',
      '@example',
      '```ts',
      'place()',
      '```',
      '',
      '',
    ])
    expect(snippetsOf(lines.join('\n')).map(({ line }) => line)).toEqual([8])
  })

  it('owe a snippet to every @example', () => {
    expect(examplesWithoutSnippet('@example\n```ts\na()\n```')).toEqual([])
    expect(examplesWithoutSnippet('text\n@example\nplace()')).toEqual([2])
    expect(examplesWithoutSnippet('@example')).toEqual([1])
  })
})
