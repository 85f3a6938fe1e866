import type { SwaggerTransform } from '@fastify/swagger'
import { accessOf } from './access.ts'
import { componentsOf } from './components-of.ts'
import { problemResponses } from './problem-responses.ts'

/** Describes the metrics page. */
export const metricsOperation: SwaggerTransform = ({ url, ...document }) => {
  componentsOf(document)
  const { refusals, security } = accessOf(document)
  const schema = {
    operationId: 'metrics',
    summary: 'What the process measures.',
    description: 'The metrics page, for a scraper.',
    tags: ['health'],
    response: {
      200: {
        description: 'The text format of Prometheus.',
        content: { 'text/plain': { schema: { type: 'string' } } },
      },
      ...problemResponses([400, ...refusals, 500]),
    },
  }
  return { url, schema: security === undefined ? schema : { ...schema, security } }
}
