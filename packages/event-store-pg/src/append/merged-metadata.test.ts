import { describe, expect, it } from 'vitest'
import { mergedMetadata } from './merged-metadata.ts'

const under = { correlationId: 'c1', actor: 'ada' }

describe('the metadata of an event', () => {
  it('is that of its append when it has none, its own when the append has none, and else nothing', () => {
    expect(mergedMetadata(under, undefined)).toBe(under)
    expect(mergedMetadata(undefined, under)).toBe(under)
    expect(mergedMetadata(undefined, undefined)).toEqual({})
  })

  it('hides what its append says, field by field', () => {
    const own = { tenant: 't1', actor: 'grace' }
    expect(mergedMetadata(under, own)).toEqual({ correlationId: 'c1', actor: 'grace', tenant: 't1' })
  })

  it('hides nothing by a field that is undefined', () => {
    expect(mergedMetadata(under, { actor: undefined })).toStrictEqual(under)
  })
})
