import type { FastifyReply } from 'fastify'
import { consistencyToken, type GlobalPosition } from '@uno-ts/types'
import { entityTag, isKnown, type EntityTag } from '../conditional/entity-tag.ts'

/**
 * The header of an answer that says how far the store had come with it: the opaque text `consistencyToken` of
 * `@uno-ts/types` makes. A later query that waits for it sees what this command has done.
 */
export const consistencyTokenHeader = 'uno-consistency-token'

/** How one result is answered. */
export interface Answer {
  readonly status: number
  readonly result: unknown
  readonly location?: string | undefined
  readonly position?: GlobalPosition | undefined
  /** The version of what the answer shows. */
  readonly version?: number | undefined
  /** The pages around it, as `Link` says them. */
  readonly links?: string | undefined
  readonly write: (value: unknown) => string
}

/** Sends a result as JSON, or nothing when there is none. */
export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, result, location, position, version, links, write } = answer
  const empty = status === 204 || result === undefined
  reply.code(empty && status === 200 ? 204 : status)
  if (location !== undefined) reply.header('location', headerText(location))
  if (position !== undefined) reply.header(consistencyTokenHeader, consistencyToken(position))
  const tag = entityTag(version, position)
  if (tag !== undefined) reply.header('etag', tag)
  if (links !== undefined) reply.header('link', links)
  if (isUnchanged(reply, tag)) return reply.code(304).send()
  return empty ? reply.send() : reply.type('application/json; charset=utf-8').serializer(write).send(result)
}

/** Whether a reader has this answer already. Only reading is conditional; what a command did is always said. */
function isUnchanged({ request, statusCode }: FastifyReply, tag: EntityTag | undefined): boolean {
  if (statusCode !== 200 || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  return isKnown(tag, request.headers['if-none-match'])
}

/** A URL as a header can carry it: what is not visible ASCII is percent-encoded, what is encoded stays. */
function headerText(url: string): string {
  return url.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent)
}
