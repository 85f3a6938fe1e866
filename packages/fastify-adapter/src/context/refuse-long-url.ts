import type { FastifyRequest } from 'fastify'
import { RequestError } from '../problem/request-error.ts'

/** @throws RequestError 414, when the URL of a request is longer than so many characters */
export function refuseLongUrl({ originalUrl }: FastifyRequest, longest: number): void {
  if (originalUrl.length <= longest) return
  const message = `expected at most ${longest} characters`
  throw new RequestError('ERR_URL_TOO_LONG', `the URL is too long: ${message}, found ${originalUrl.length}`, {
    issues: [{ path: ['url'], message, found: `text of length ${originalUrl.length}` }],
  })
}
