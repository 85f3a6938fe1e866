import { describe, expect, it } from 'vitest'
import { linkNames } from './link-names.ts'

const places = new Map([
  ['AppendOptions', '/reference/types/event-store.md#appendoptions'],
  ['defineCommand', '/reference/cqrs-core/define.md#definecommand'],
  ['migrate', '/reference/event-store-pg/schema.md#migrate'],
])
const linked = (markdown: string) => linkNames(markdown, places)

describe('what packages export', () => {
  it.each([
    ['`AppendOptions` say', '[`AppendOptions`](/reference/types/event-store.md#appendoptions) say'],
    ['`migrate(db, sets)`', '[`migrate(db, sets)`](/reference/event-store-pg/schema.md#migrate)'],
    ['| `defineCommand` |', '| [`defineCommand`](/reference/cqrs-core/define.md#definecommand) |'],
  ])('leads to the reference: %s', (markdown, expected) => {
    expect(linked(markdown)).toBe(expected)
  })

  it('does so where a page names it first', () => {
    expect(linked('`migrate()`\n`migrate()`')).toBe(
      '[`migrate()`](/reference/event-store-pg/schema.md#migrate)\n`migrate()`',
    )
  })

  it('does so beside the names of others, where a table compares them', () => {
    const row = '| `AppendOptions` | `AppendOptions` |'
    expect(linkNames(row, places, { beside: true })).toBe(
      '| `AppendOptions` | [`AppendOptions`](/reference/types/event-store.md#appendoptions) |',
    )
  })

  it.each([
    ['# `AppendOptions`'],
    ['[`AppendOptions`](append.md)'],
    ['```ts\n`AppendOptions`\n```'],
    ['AppendOptions'],
    ['`migrate`'],
    ['`AppendOptions.tenant`'],
    ['`Unknown`'],
  ])('stays as it is in %s', (markdown) => {
    expect(linked(markdown)).toBe(markdown)
  })
})
