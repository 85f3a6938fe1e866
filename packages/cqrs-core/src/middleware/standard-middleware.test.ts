import type { Middleware } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { middlewareOrder, standardMiddleware, type MiddlewareSlot } from './standard-middleware.ts'

const act = defineCommand({ type: 'Act', data: z.object({}), result: z.void() })

/** The places a command passes, with the handler. */
async function wayThrough(slots: readonly MiddlewareSlot[], doubled: MiddlewareSlot) {
  const way: string[] = []
  const note =
    (name: string): Middleware =>
    (_context, next) => {
      way.push(name)
      return next()
    }
  const given = slots.map((slot) => [slot, slot === doubled ? [note(slot), note(`${slot} 2`)] : note(slot)])
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(act, async () => {
    way.push('handler')
  })
  const bus = new CommandBus({ registry, middleware: standardMiddleware(Object.fromEntries(given)) })
  await bus.execute(act({}))
  return way
}

describe('the standard middleware', () => {
  it('has the documented order', () => {
    expect(middlewareOrder.join(' → ')).toBe(
      'trace → metrics → log → authorise → validate → throttle → retryOnConflict → transaction → idempotency → hooks',
    )
  })

  it('keeps that order whatever it is given, in whatever order it is written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...middlewareOrder]),
        fc.constantFrom(...middlewareOrder),
        async (slots, doubled) => {
          const expected = middlewareOrder
            .filter((slot) => slots.includes(slot))
            .flatMap((slot) => (slot === doubled ? [slot, `${slot} 2`] : [slot]))

          expect(await wayThrough(slots, doubled)).toEqual([...expected, 'handler'])
        },
      ),
    )
  })

  it('is empty when it is given nothing', () => {
    expect(standardMiddleware({})).toEqual([])
    expect(standardMiddleware({ hooks: undefined })).toEqual([])
  })
})
