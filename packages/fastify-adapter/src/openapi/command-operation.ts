import type { SwaggerTransform } from '@fastify/swagger'
import type { AnyDefinition } from '@uno-ts/types'
import { consistencyTokenHeader } from '../answer/send-answer.ts'
import type { InputPlan } from '../payload/input-plan.ts'
import { operation } from './operation.ts'
import type { OperationOptions } from './operation-options.ts'

/** Describes the route of a command. */
export function commandOperation(
  definition: AnyDefinition,
  plan: InputPlan,
  options: OperationOptions & {
    readonly status?: number | undefined
    readonly location?: unknown
    readonly idempotencyKey?: 'optional' | 'required' | undefined
  },
): SwaggerTransform {
  const { status = 200, location } = options
  const ifMatch = plan.ifMatch !== undefined
  return operation(definition, plan, options, {
    status,
    success: successes[status] ?? 'Done.',
    answerHeaders: {
      [consistencyTokenHeader]: {
        type: 'string',
        description: 'How far the store had come with this command; a later query may wait for it.',
      },
      etag: { type: 'string', description: 'The version that was reached, for a later `If-Match`.' },
      ...(location === undefined
        ? undefined
        : {
            location: {
              type: 'string',
              format: 'uri-reference',
              description: 'Where to find what was made.',
            },
          }),
    },
    requiredHeaders: options.idempotencyKey === 'required' ? ['idempotency-key'] : [],
    requestHeaders: {
      'idempotency-key': {
        type: 'string',
        minLength: 1,
        maxLength: 255,
        description: 'A repeat with the same key is answered with the first result.',
      },
      ...(ifMatch
        ? { 'if-match': { type: 'string', description: 'The version decided upon, in quotes: `"4"`.' } }
        : undefined),
    },
    refusals: [400, 404, 409, ...(ifMatch ? [412] : []), 413, 414, 415, 422, 429, 500, 503],
  })
}

const successes: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Accepted.',
  204: 'Done; there is no content.',
}
