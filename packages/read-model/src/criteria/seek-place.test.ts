import { CursorError, InvalidArgumentError } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineReadModel } from '../define/define-read-model.ts'
import { modelTable } from '../table/model-table.ts'
import { seekPlace } from './seek-place.ts'
import { sortKeys, type CompiledSortKey } from './sort-key.ts'
import { written } from './sql-part.ts'

const table = modelTable(
  defineReadModel({
    name: 'products',
    key: 'id',
    schema: z.object({ id: z.string(), units: z.number() }),
    columns: { units: { type: 'integer' } },
  }),
)
const keys = sortKeys(table, [{ field: 'units', direction: 'asc' }])

describe('the place of a cursor', () => {
  it('is where its values are', () => {
    expect(written(seekPlace(keys, [7, 'lamp'], 'forward'))).toEqual({
      text: '(("units", "id") > (cast($1 as bigint), cast($2 as text)))',
      values: ['7', 'lamp'],
    })
  })

  it.each([[[7]], [[7, 'lamp', 'more']], [[]]])('is refused with values for another order: %j', (values) => {
    expect(() => seekPlace(keys, values, 'forward')).toThrow(
      new CursorError(`the cursor has ${values.length} values, expected 2`),
    )
  })

  it('is refused with a value of another kind, and says why', () => {
    expect(() => seekPlace(keys, ['seven', 'lamp'], 'forward')).toThrow(
      expect.objectContaining({
        code: 'ERR_CURSOR',
        message: 'the cursor holds a value of another kind than its sort key',
        cause: expect.any(InvalidArgumentError),
      }),
    )
  })

  it('passes on what is no fault of the cursor', () => {
    const failing: CompiledSortKey[] = keys.map((key) => ({
      ...key,
      bind: () => {
        throw new TypeError('a mistake of ours')
      },
    }))
    expect(() => seekPlace(failing, [7, 'lamp'], 'forward')).toThrow(new TypeError('a mistake of ours'))
  })
})
