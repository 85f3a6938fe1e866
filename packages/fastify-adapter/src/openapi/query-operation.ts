import type { SwaggerTransform } from '@fastify/swagger'
import type { AnyDefinition } from '@uno-ts/types'
import { consistencyTokenHeader } from '../answer/send-answer.ts'
import { consistencyHeader } from '../context/wait-for-token.ts'
import type { JsonSchema } from '../json-schema/json-schema-of.ts'
import type { InputPlan } from '../payload/input-plan.ts'
import { operation } from './operation.ts'
import type { OperationOptions } from './operation-options.ts'

/** What the description of a query route tells of its options. */
export interface QueryOperationOptions extends OperationOptions {
  readonly projections?: readonly unknown[] | undefined
  readonly pages?: unknown
}

/** Describes the route of a query. */
export function queryOperation(
  definition: AnyDefinition,
  plan: InputPlan,
  options: QueryOperationOptions,
): SwaggerTransform {
  const waits = (options.projections ?? []).length > 0
  const readsBody = plan.rest === 'body'
  const links =
    !readsBody && options.pages !== false && (options.pages !== undefined || plan.hasField('after'))
  return operation(definition, plan, options, {
    status: 200,
    success: 'The answer.',
    answerHeaders: {
      [consistencyTokenHeader]: text('How far the read model had come, when the answer says so.'),
      'cache-control': text('Who may keep the answer, and how long.'),
      etag: text('The version of what the answer shows, or the position it is true for.'),
      ...(links ? { link: text('The pages around this one: `rel="next"`, `rel="prev"`.') } : undefined),
      ...(waits
        ? { [consistencyHeader]: text('`stale`: the read model had not come as far as the token in time.') }
        : undefined),
    },
    requestHeaders: {
      ...(readsBody
        ? undefined
        : { 'if-none-match': text('Tags of answers the caller has: 304 when one fits.') }),
      ...(waits
        ? {
            [consistencyTokenHeader]: text('Waits until the answer has come that far.'),
            prefer: text(
              '`wait=2`: waits so many seconds at most. `handling=lenient`: rather an older answer than none.',
            ),
          }
        : undefined),
    },
    unchanged: !readsBody,
    refusals: [400, 404, 414, ...(readsBody ? [413, 415] : []), 429, 500, 503],
  })
}

function text(description: string): JsonSchema {
  return { type: 'string', description }
}
