import type { SwaggerTransform } from '@fastify/swagger'
import type { AnyDefinition } from '@uno-ts/types'
import { consistencyTokenHeader } from '../answer/send-answer.ts'
import type { InputPlan } from '../payload/input-plan.ts'
import { operation } from './operation.ts'
import type { OperationOptions } from './operation-options.ts'

/** Describes the route of a query. */
export function queryOperation(
  definition: AnyDefinition,
  plan: InputPlan,
  options: OperationOptions & { readonly projections?: readonly unknown[] | undefined },
): SwaggerTransform {
  const waits = (options.projections ?? []).length > 0
  const readsBody = plan.rest === 'body'
  return operation(definition, plan, options, {
    status: 200,
    success: 'The answer.',
    answerHeaders: {
      [consistencyTokenHeader]: {
        type: 'string',
        description: 'How far the read model had come, when the answer says so.',
      },
    },
    requestHeaders: waits
      ? {
          [consistencyTokenHeader]: {
            type: 'string',
            description: 'Waits until the answer has come that far.',
          },
        }
      : {},
    refusals: [400, 404, ...(readsBody ? [413, 415] : []), 429, 500, 503],
  })
}
