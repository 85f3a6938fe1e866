import type { SwaggerTransform } from '@fastify/swagger'
import type { JsonSchema } from '../json-schema/json-schema-of.ts'
import { componentsOf } from './components-of.ts'
import { problemResponses } from './problem-responses.ts'

/** What a health route says of itself. */
export interface HealthOperation {
  readonly operationId: string
  readonly summary: string
  /** What each status means. */
  readonly answers: Readonly<Record<number, string>>
  readonly body: JsonSchema
}

/** Describes a health route. */
export function healthOperation({ operationId, summary, answers, body }: HealthOperation): SwaggerTransform {
  const content = { 'application/json': { schema: body } }
  const described = Object.entries(answers).map(([status, description]) => [status, { description, content }])
  return ({ url, ...document }) => {
    componentsOf(document)
    const response = { ...Object.fromEntries(described), ...problemResponses([400]) }
    return { url, schema: { operationId, summary, description: summary, tags: ['health'], response } }
  }
}

const status = { enum: ['healthy', 'degraded', 'unhealthy'] }

/** The answer of `/health/live`. */
export const livenessSchema: JsonSchema = {
  type: 'object',
  properties: { status: { const: 'healthy' } },
  required: ['status'],
}

/** The answer of `/health/ready`. */
export const readinessSchema: JsonSchema = {
  type: 'object',
  properties: {
    status: { ...status, description: 'The worst of the parts.' },
    ready: { type: 'boolean' },
    parts: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {
          status,
          message: { type: 'string', description: 'One sentence for a person.' },
          facts: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
          durationMs: { type: 'integer', description: 'How long the check took, in milliseconds.' },
        },
        required: ['status', 'durationMs'],
      },
    },
  },
  required: ['status', 'ready', 'parts'],
}
