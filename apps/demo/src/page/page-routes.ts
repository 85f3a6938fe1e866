import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'

const folder = new URL('../../public/', import.meta.url)

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/shop.css': ['shop.css', 'text/css; charset=utf-8'],
  '/shop.js': ['shop.js', 'text/javascript; charset=utf-8'],
  '/favicon.svg': ['favicon.svg', 'image/svg+xml'],
}

/** The page of the shop: a few files, read once. */
export const pageRoutes: FastifyPluginAsync = async (app) => {
  for (const [url, [file, type]] of Object.entries(files)) {
    const content = await readFile(new URL(file, folder))
    app.get(url, { schema: { hide: true } }, (_request, reply) => {
      return reply.type(type).header('cache-control', 'no-cache').send(content)
    })
  }
}
