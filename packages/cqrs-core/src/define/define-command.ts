import type { CommandDefinition, Schema } from '@uno-ts/types'
import { defineMessage } from './define-message.ts'
import type { DefinitionOptions } from './definition-options.ts'

/**
 * Defines a command: the intent to change something. The definition is a frozen function; called with a payload it
 * gives the command, which nothing has checked yet: the bus does that.
 *
 * Any library that speaks Standard Schema will do. Bus, handler, route and test infer payload and result from here.
 *
 * @example
 * ```ts
 * import { defineCommand } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const placeOrder = defineCommand({
 *   type: 'PlaceOrder',
 *   data: z.object({ orderId: z.string(), quantity: z.number().int().positive() }),
 *   result: z.object({ streamVersion: z.number() }),
 *   summary: 'Places an order.',
 *   rules: { ORDER_ALREADY_PLACED: 'The order was placed before.' },
 * })
 *
 * const command = placeOrder({ orderId: '7', quantity: 2 })
 * ```
 */
export function defineCommand<
  const Type extends string,
  DataSchema extends Schema,
  ResultSchema extends Schema,
>(
  options: DefinitionOptions<Type, DataSchema, ResultSchema>,
): CommandDefinition<Type, DataSchema, ResultSchema> {
  return defineMessage('command', options)
}
