import { extname } from 'node:path'
import { NotFoundError } from '@uno-ts/types'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify'
import type { ShopPage } from './shop-page.ts'

/** What the page's own router knows; each is the same document. */
const addresses = [
  '/',
  '/products',
  '/products/:code',
  '/orders',
  '/orders/:invoiceNo',
  '/customers',
  '/customers/:id',
  '/basket',
]

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The page loads what comes from here, and nothing that stands in the document itself. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

async function sendDocument(page: ShopPage, reply: FastifyReply): Promise<FastifyReply> {
  const files = await page.files()
  return reply
    .headers({ 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'same-origin' })
    .headers({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
    .type('text/html; charset=utf-8')
    .send(files.get('index.html')?.content)
}

/** Shows the page, which says so, to people who ask for what is not there; programs are told as ever. */
export function showPageWhereNothingIs(app: FastifyInstance, page: ShopPage): void {
  app.addHook('onRequest', async (request, reply) => {
    const isAsked = request.is404 && request.method === 'GET' && !request.url.startsWith('/api/')
    if (isAsked && request.headers.accept?.includes('text/html') === true) {
      await sendDocument(page, reply.code(404))
      return reply
    }
    return undefined
  })
}

/** The page of the shop: its document at every address it knows, and the files beside it. */
export function pageRoutes(page: ShopPage): FastifyPluginAsync {
  return async (app) => {
    const hidden = { schema: { hide: true } }
    for (const address of addresses) {
      app.get(address, hidden, (_request, reply) => sendDocument(page, reply))
    }
    // Pages that are not ours, such as the description of the API, are asked for it without a name.
    app.get('/favicon.ico', hidden, async (_request, reply) => {
      const icon = [...(await page.files()).values()].find(({ name }) => name.endsWith('.svg'))
      if (icon === undefined) throw new NotFoundError('file')
      return reply.type('image/svg+xml').send(icon.content)
    })
    // Their names say what they hold, so they are kept for ever.
    app.get<{ Params: { name: string } }>('/assets/:name', hidden, async (request, reply) => {
      const file = (await page.files()).get(`assets/${request.params.name}`)
      const type = types[extname(request.params.name)]
      if (file === undefined || type === undefined) throw new NotFoundError('file')
      return reply
        .headers({
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        })
        .type(type)
        .send(file.content)
    })
  }
}
