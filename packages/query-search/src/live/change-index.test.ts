import { globalPosition, projectionId } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { ChangeIndex } from './change-index.ts'

const products = projectionId('products')
const orders = projectionId('orders')
const change = (projection: typeof products, keys?: readonly string[]) => ({
  projectionId: projection,
  tenant: 'default',
  keys,
  position: globalPosition(1),
})

describe('an index of who is touched by changes', () => {
  const index = new ChangeIndex<string>()
  index.add('any product', [{ projection: products, keys: undefined }])
  index.add('lamp', [{ projection: products, keys: ['lamp'] }])
  index.add('lamp, mug and orders', [
    { projection: products, keys: ['lamp', 'mug'] },
    { projection: orders, keys: undefined },
  ])

  it('finds them by the keys that changed', () => {
    expect([...index.touched(change(products, ['lamp']))]).toEqual([
      'any product',
      'lamp',
      'lamp, mug and orders',
    ])
    expect([...index.touched(change(products, ['mug', 'bag']))]).toEqual([
      'any product',
      'lamp, mug and orders',
    ])
    expect([...index.touched(change(products, ['bag']))]).toEqual(['any product'])
    expect([...index.touched(change(orders, ['7']))]).toEqual(['lamp, mug and orders'])
    expect([...index.touched(change(projectionId('other')))]).toEqual([])
  })

  it('finds all of them when the keys are not known', () => {
    expect([...index.touched(change(products))]).toEqual(['any product', 'lamp', 'lamp, mug and orders'])
  })

  it('forgets who leaves', () => {
    index.remove('lamp', [{ projection: products, keys: ['lamp'] }])
    expect([...index.touched(change(products, ['lamp']))]).toEqual(['any product', 'lamp, mug and orders'])
    index.remove('any product', [{ projection: products, keys: undefined }])
    expect([...index.touched(change(products, ['bag']))]).toEqual([])
  })
})
