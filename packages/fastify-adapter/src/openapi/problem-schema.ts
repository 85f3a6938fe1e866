import type { JsonSchema } from '../json-schema/json-schema-of.ts'

/** Where the schema of a problem document stands in a description. */
export const problemRef = '#/components/schemas/Problem'

const text = { type: 'string' }

/** The JSON Schema of a problem document. */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'A refusal as RFC 9457 describes it. Decide by `code`, show `detail` to a person.',
  properties: {
    type: { ...text, format: 'uri', description: 'Names the kind of problem.' },
    title: { ...text, description: 'The kind in a few words.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { ...text, description: 'What happened this time: expected, found, where.' },
    code: { ...text, description: 'The stable code of the error.' },
    instance: { ...text, format: 'uri', description: 'This one occurrence; its id stands in the log.' },
    retryable: {
      type: 'boolean',
      description: 'Whether the same request may succeed when it is sent again.',
    },
    errors: {
      type: 'array',
      description: 'Every field that is wrong, at most a hundred.',
      items: {
        type: 'object',
        properties: {
          path: { ...text, description: 'The part of the request, then the field: `body.lines.0.quantity`.' },
          message: { ...text, description: 'What was expected.' },
          found: { ...text, description: 'The kind of value that was found.' },
        },
        required: ['path', 'message'],
      },
    },
    omittedErrors: { type: 'integer', description: 'How many more fields are wrong than `errors` names.' },
    rule: { ...text, description: 'The rule of the domain that says no.' },
    details: { type: 'object', description: 'The facts the rule gives.' },
    expected: { type: ['integer', 'string'], description: 'The version a command was decided upon.' },
    actual: { type: 'integer', description: 'The version that was found.' },
    subject: { ...text, description: 'What there is none of.' },
    capability: { ...text, description: 'What the service lacks.' },
    retryAfterMs: { type: 'integer', description: 'When to come back, in milliseconds.' },
  },
  required: ['type', 'title', 'status', 'detail', 'code'],
}
