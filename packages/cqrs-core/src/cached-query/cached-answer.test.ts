import type { Json } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromJson, toJson } from './cached-answer.ts'

const answers = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: false,
  withTypedArray: false,
  key: fc.oneof(fc.constant('$'), fc.string()),
})

describe('an answer that is cached', () => {
  it('comes back from a store that knows JSON as it was', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        expect(fromJson(JSON.parse(JSON.stringify(toJson(answer))) as Json)).toEqual(answer)
      }),
    )
  })

  it.each([[Symbol('s')], [() => 1], [new Error('e')], [new URL('http://a')], [/a/], [new Uint8Array(1)]])(
    'cannot be %o',
    (answer) => {
      expect(() => toJson(answer)).toThrow(TypeError)
      expect(() => toJson({ deep: [answer] })).toThrow(TypeError)
    },
  )
})
