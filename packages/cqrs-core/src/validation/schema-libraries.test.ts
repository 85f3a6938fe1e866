import type { Schema } from '@uno-ts/types'
import { type } from 'arktype'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'

interface Order {
  readonly orderId: string
  readonly lines: readonly { readonly quantity: number }[]
}

/** What typebox compiles, as the guide adapts it. */
interface Compiled {
  Check(value: unknown): boolean
  Errors(value: unknown): readonly { readonly instancePath: string; readonly message: string }[]
}

function fromTypebox<Data>(compiled: Compiled): Schema<Data, Data> {
  const validate = (value: unknown) => {
    if (compiled.Check(value)) return { value: value as Data } // it is, says the check
    const issues = compiled.Errors(value).map(({ instancePath, message }) => {
      return { message, path: instancePath.split('/').slice(1) }
    })
    return { issues }
  }
  return { '~standard': { version: 1, vendor: 'typebox', validate } }
}

const schemas: Readonly<Record<string, Schema<Order, Order>>> = {
  zod: z.object({ orderId: z.string().min(1), lines: z.array(z.object({ quantity: z.int().positive() })) }),
  valibot: v.object({
    orderId: v.pipe(v.string(), v.minLength(1)),
    lines: v.array(v.object({ quantity: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
  }),
  arktype: type({ orderId: 'string >= 1', lines: type({ quantity: 'number.integer > 0' }).array() }),
  typebox: fromTypebox<Order>(
    Compile(
      Type.Object({
        orderId: Type.String({ minLength: 1 }),
        lines: Type.Array(Type.Object({ quantity: Type.Integer({ minimum: 1 }) })),
      }),
    ),
  ),
}

describe.each(Object.entries(schemas))('a payload of %s', (_library, data) => {
  const place = defineCommand({ type: 'Place', data, result: z.string() })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(place, async ({ orderId }) => orderId)
  const bus = new CommandBus({ registry })

  it('reaches its handler when it fits', async () => {
    expect(await bus.execute(place({ orderId: '7', lines: [{ quantity: 2 }] }))).toBe('7')
  })

  it('is refused with every failing path', async () => {
    const wrong = { orderId: '', lines: [{ quantity: 1 }, { quantity: -1 }, { quantity: -2 }] }
    const refused = await bus.execute(place(wrong)).catch((error: unknown) => error)

    expect(refused).toMatchObject({ code: 'ERR_VALIDATION', subject: 'Place' })
    const { issues } = refused as { readonly issues: readonly { readonly path: readonly unknown[] }[] }
    expect(issues.map(({ path }) => path.map(String).join('.')).toSorted()).toEqual([
      'lines.1.quantity',
      'lines.2.quantity',
      'orderId',
    ])
  })
})
