import type { Json } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromJson, toJson } from './lossless-json.ts'

const values = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: false,
  withTypedArray: false,
  key: fc.oneof(fc.constant('$'), fc.string()),
})

describe('a value that is kept as JSON', () => {
  it('comes back from a store that knows JSON as it was', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(fromJson(JSON.parse(JSON.stringify(toJson(value))) as Json)).toEqual(value)
      }),
    )
  })

  it.each([[Symbol('s')], [() => 1], [new Error('e')], [new URL('http://a')], [/a/], [new Uint8Array(1)]])(
    'cannot be %o',
    (value) => {
      expect(() => toJson(value)).toThrow(TypeError)
      expect(() => toJson({ deep: [value] })).toThrow(TypeError)
    },
  )
})
