import type { QueryDefinition, Schema } from '@uno-ts/types'
import { defineMessage } from './define-message.ts'
import type { DefinitionOptions } from './definition-options.ts'

/**
 * Defines a query: a question that changes nothing. The definition is a frozen function; called with a payload it gives
 * the query, which nothing has checked yet: the bus does that.
 *
 * @example
 * ```ts
 * import { defineQuery } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const getOrder = defineQuery({
 *   type: 'GetOrder',
 *   data: z.object({ orderId: z.string() }),
 *   result: z.object({ orderId: z.string(), status: z.enum(['placed', 'cancelled']) }),
 * })
 *
 * const query = getOrder({ orderId: '7' })
 * ```
 */
export function defineQuery<
  const Type extends string,
  DataSchema extends Schema,
  ResultSchema extends Schema,
>(
  options: DefinitionOptions<Type, DataSchema, ResultSchema>,
): QueryDefinition<Type, DataSchema, ResultSchema> {
  return defineMessage('query', options)
}
