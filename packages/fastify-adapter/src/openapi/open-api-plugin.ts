import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'

/** Parts of an OpenAPI document, as `@fastify/swagger` takes them. */
export type OpenApiDocument = NonNullable<FastifyDynamicSwaggerOptions['openapi']>

/** What {@link openApiPlugin} needs. */
export interface OpenApiPluginOptions {
  /** The API's name. */
  readonly title: string
  /** The API's own version. */
  readonly version: string
  /** What the API is for, in Markdown. Default: none. */
  readonly description?: string | undefined
  /** Where the document is served. Default `/openapi.json`. */
  readonly url?: string | undefined
  /** Where a page that shows the API to a reader is served, such as `/reference`. Default: nowhere. */
  readonly referenceUrl?: `/${string}` | undefined
  /**
   * Further parts of the document: servers, tags, security schemes, contact. Default: the server the document came from;
   * nothing needs credentials.
   */
  readonly document?: OpenApiDocument | undefined
}

/**
 * Describes every route that is registered after it as OpenAPI 3.1, and serves the document. Command and query routes
 * describe themselves from the schemas of their messages; other routes with their Fastify `schema`.
 *
 * @example
 * ```ts
 * import { openApiPlugin } from '@uno-ts/fastify-adapter'
 * import type { FastifyInstance } from 'fastify'
 *
 * export async function describe(app: FastifyInstance): Promise<void> {
 *   await app.register(openApiPlugin, { title: 'Shop', version: '1.0.0' })
 * }
 * ```
 */
export const openApiPlugin: FastifyPluginAsync<OpenApiPluginOptions> = fp(
  async (app: FastifyInstance, options: OpenApiPluginOptions) => {
    const { title, version, description, url = '/openapi.json', referenceUrl, document: parts } = options
    const info = {
      ...parts?.info,
      title,
      version,
      ...(description === undefined ? undefined : { description }),
    }
    await app.register(swagger, {
      convertConstToEnum: false, // 3.1 has `const`
      openapi: { security: [], servers: [{ url: '/' }], ...parts, openapi: '3.1.1', info } as OpenApiDocument, // versions share these parts
    })
    if (referenceUrl !== undefined) await serveReference(app, referenceUrl, title)
    let text: string | undefined
    app.get(url, { schema: { hide: true } }, (_request, reply) => {
      text ??= JSON.stringify(app.swagger()) // routes cannot change once the server has started
      return reply.type('application/json; charset=utf-8').send(text)
    })
  },
  { name: '@uno-ts/fastify-adapter/openapi', fastify: '5.x' },
)

/** Scalar's page over the same document. It is some megabytes of script: only who asks for it loads it. */
async function serveReference(app: FastifyInstance, routePrefix: `/${string}`, title: string): Promise<void> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const configuration = { pageTitle: title, withDefaultFonts: false, telemetry: false, ...nothingElsewhere }
  await app.register(reference, { routePrefix, configuration, logLevel: 'warn' })
}

/** The page is about this API: it offers no services of its makers, and sends nothing there. */
const nothingElsewhere = {
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
} as const
