import type { OpenApiPluginOptions } from '@uno-ts/fastify-adapter'

/** What the description of the API says beside its operations. */
export const apiDescription: OpenApiPluginOptions = {
  title: 'A wholesale shop',
  version: '1.0.0',
  description:
    'Orders, returns and corrections are commands; products, customers and reports are what became of them.',
  referenceUrl: '/docs',
  document: {
    info: {
      title: 'A wholesale shop',
      version: '1.0.0',
      contact: { name: 'The shop', url: 'https://example.com' },
      license: { name: 'MIT', identifier: 'MIT' } as never, // an SPDX identifier, as OpenAPI 3.1 has it
    },
    tags: [
      { name: 'orders', description: 'Invoices of every kind.' },
      { name: 'products', description: 'What is sold, and how to find it.' },
      { name: 'customers', description: 'Who buys.' },
      { name: 'reports', description: 'Sums over all of them.' },
      { name: 'live', description: 'What happens, as it happens.' },
      { name: 'watch', description: 'What the shop says of itself, for its page.' },
      { name: 'health', description: 'What the process says of itself.' },
    ],
  },
}
