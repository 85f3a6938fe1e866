import { isUnoError, type MessageContext, type Middleware } from '@uno-ts/types'
import { isRefusal } from '../outcome/is-refusal.ts'

/** How messages are logged. */
export interface LogOptions {
  /** The level of what went well and of refusals. Default `debug`. */
  readonly level?: 'debug' | 'info' | undefined
  /** A clock that never steps back, in milliseconds. Default `performance.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Writes one line for each message when it has ended, to `context.logger`: type, kind, ids, how long it took and how it
 * ended. What went well, what was refused and what was asked to come back goes to `level`; a fault goes to `error`, with
 * the error. The payload is never written.
 */
export function log(options: LogOptions = {}): Middleware {
  const { level = 'debug', now = () => performance.now() } = options
  return async (context, next) => {
    const begun = now()
    try {
      const result = await next()
      context.logger[level](factsOf(context, now() - begun), 'message handled')
      return result
    } catch (error) {
      const facts = factsOf(context, now() - begun)
      if (isAnswer(error)) context.logger[level]({ ...facts, ...refusalOf(error) }, 'message refused')
      else context.logger.error({ ...facts, err: error }, 'message failed')
      throw error
    }
  }
}

/** A refusal, or back-pressure: under load there is much of it, and nothing is broken. */
function isAnswer(error: unknown): boolean {
  return isRefusal(error) || isUnoError(error, 'ERR_BACK_PRESSURE')
}

function factsOf({ message, metadata }: MessageContext, durationMs: number) {
  const { messageId, correlationId, tenant } = metadata
  const { type, definition } = message
  return { kind: definition.kind, type, messageId, correlationId, tenant, durationMs }
}

function refusalOf(error: unknown) {
  if (!isUnoError(error)) return {}
  return { code: error.code, rule: 'rule' in error ? error.rule : undefined }
}
