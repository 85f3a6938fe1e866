import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'

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
  /** Where the API runs. Default: where the document came from. */
  readonly servers?: readonly { readonly url: string; readonly description?: string }[] | undefined
  /** What the tags of operations mean. Default: nothing said. */
  readonly tags?: readonly { readonly name: string; readonly description?: string }[] | undefined
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
    const { title, version, description, url = '/openapi.json', servers = [], tags = [] } = options
    await app.register(swagger, {
      convertConstToEnum: false, // 3.1 has `const`
      openapi: {
        openapi: '3.1.1',
        info: { title, version, ...(description === undefined ? undefined : { description }) },
        servers: [...servers],
        tags: [...tags],
      },
    })
    let document: string | undefined
    app.get(url, { schema: { hide: true } }, (_request, reply) => {
      document ??= JSON.stringify(app.swagger()) // routes cannot change once the server has started
      return reply.type('application/json; charset=utf-8').send(document)
    })
  },
  { name: '@uno-ts/fastify-adapter/openapi', fastify: '5.x' },
)
