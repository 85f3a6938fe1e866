import { ValidationError, type Schema } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { validateData } from './validate-data.ts'

const order = z.object({
  orderId: z.string().min(3),
  lines: z.array(z.object({ quantity: z.number().positive() })),
})

/** A Standard Schema written by hand: an even number, checked at once or later. */
function even({ later }: { later: boolean }): Schema {
  const check = (value: unknown) =>
    typeof value === 'number' && value % 2 === 0
      ? { value: value / 2 }
      : { issues: [{ message: 'expected an even number' }] }
  const validate = (value: unknown) => (later ? Promise.resolve(check(value)) : check(value))
  return { '~standard': { version: 1, vendor: 'by-hand', validate } }
}

describe('validating data', () => {
  it("gives the schema's output", () => {
    expect(validateData(z.object({ on: z.coerce.date() }), { on: '2026-01-01' }, 'Report')).toEqual({
      on: new Date('2026-01-01'),
    })
  })

  it('lists every failing path, from the outside in', () => {
    const wrong = { orderId: '7', lines: [{ quantity: 1 }, { quantity: -1 }, {}] }

    expect(() => validateData(order, wrong, 'PlaceOrder')).toThrow(
      expect.objectContaining({
        subject: 'PlaceOrder',
        issues: [
          { path: ['orderId'], message: expect.any(String) },
          { path: ['lines', 1, 'quantity'], message: expect.any(String) },
          { path: ['lines', 2, 'quantity'], message: expect.any(String) },
        ],
      }),
    )
  })

  it('strips nothing that the schema lets pass', () => {
    const loose = z.looseObject({ orderId: z.string() })

    expect(validateData(loose, { orderId: '7', note: 'please' }, 'PlaceOrder')).toEqual({
      orderId: '7',
      note: 'please',
    })
  })

  it('takes any Standard Schema, and answers at once when the schema does', () => {
    expect(validateData(even({ later: false }), 4, 'Halve')).toBe(2)
    expect(() => validateData(even({ later: false }), 3, 'Halve')).toThrow(ValidationError)
  })

  it('waits for a schema that answers later', async () => {
    await expect(validateData(even({ later: true }), 4, 'Halve')).resolves.toBe(2)
    await expect(validateData(even({ later: true }), 3, 'Halve')).rejects.toThrow(
      'Halve is not valid: expected an even number',
    )
  })

  it('reads paths whose parts are objects or symbols', () => {
    const issue = { message: 'no', path: [{ key: 'lines' }, 0, Symbol('price')] }
    const refusing: Schema = {
      '~standard': { version: 1, vendor: 'by-hand', validate: () => ({ issues: [issue] }) },
    }

    expect(() => validateData(refusing, {}, 'PlaceOrder')).toThrow(
      expect.objectContaining({ issues: [{ path: ['lines', 0, 'Symbol(price)'], message: 'no' }] }),
    )
  })
})
