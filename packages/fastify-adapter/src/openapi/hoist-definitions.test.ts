import { describe, expect, it } from 'vitest'
import { hoistDefinitions, type Components } from './hoist-definitions.ts'

const line = (type: string) => ({ $ref: '#/$defs/Line', $defs: { Line: { type } } })

describe('hoisting definitions', () => {
  it('lets messages share one that is the same', () => {
    const components: Components = {}
    expect(hoistDefinitions(line('string'), 'PlaceOrder', components)).toEqual({
      $ref: '#/components/schemas/Line',
    })
    expect(hoistDefinitions(line('string'), 'ChangeOrder', components)).toEqual({
      $ref: '#/components/schemas/Line',
    })
    expect(components).toEqual({ Line: { type: 'string' } })
  })

  it('keeps one apart that only has the name of another', () => {
    const components: Components = { Line: { type: 'string' } }
    const moved = hoistDefinitions(line('integer'), 'PlaceOrder', components)
    expect(moved).toEqual({ $ref: '#/components/schemas/PlaceOrder.Line' })
    expect(components).toEqual({ Line: { type: 'string' }, 'PlaceOrder.Line': { type: 'integer' } })
  })

  it('names a schema that refers to itself by its message', () => {
    const components: Components = {}
    const tree = { type: 'object', properties: { parts: { type: 'array', items: { $ref: '#' } } } }
    const parts = { type: 'array', items: { $ref: '#/components/schemas/Assemble' } }
    expect(hoistDefinitions(tree, 'Assemble', components)).toEqual({ type: 'object', properties: { parts } })
    expect(components).toEqual({ Assemble: { type: 'object', properties: { parts } } })
  })
})
