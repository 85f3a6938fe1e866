import {
  ConfigurationError,
  defaultTenant,
  errorFromJSON,
  IdempotencyError,
  isUnoError,
  type IdempotencyKey,
  type IdempotencyStore,
  type MessageContext,
  type Middleware,
  type TenantId,
  type UnitOfWork,
} from '@uno-ts/types'
import { messageFingerprint } from '../fingerprint/message-fingerprint.ts'
import { isRefusal } from '../outcome/is-refusal.ts'
import { jsonResult } from './json-result.ts'

/** Where outcomes are remembered. */
export interface IdempotencyOptions {
  readonly store: IdempotencyStore
  /** Whose key it is when a command names no tenant. Default: `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Runs a command with an `idempotencyKey` once: a repeat gets the first result, or the first refusal, without the
 * handler. The key is claimed and the result recorded in the command's own transaction, so both stand or fall with what
 * the command wrote; a refusal, which wrote nothing, is recorded after the rollback, in a transaction of its own.
 * Failures are not recorded: the next call runs the command again. A repeat that has claimed the key between rollback and
 * record of a refusal cannot commit another outcome: it is rolled back with a retryable error, and finds the refusal.
 *
 * It needs a unit of work around it (`transaction`). Commands without a key pass untouched. Inside a parent's unit of
 * work a refusal is not recorded: whether it stands is the parent's to decide.
 *
 * The middleware throws an {@link IdempotencyError}, before anything was executed, when the first call is still running
 * or had another payload. With {@link awaitFirstCall} a repeat waits for the first call instead.
 */
export function idempotency({ store, tenant: ownTenant = defaultTenant }: IdempotencyOptions): Middleware {
  return async (context, next) => {
    const { idempotencyKey, message, metadata } = context
    if (idempotencyKey === undefined) return next()
    const unitOfWork = unitOfWorkOf(context)
    const key: IdempotencyKey = {
      tenant: metadata.tenant ?? ownTenant,
      key: idempotencyKey,
      fingerprint: messageFingerprint(message.type, message.data),
    }
    const handle = await unitOfWork.transaction()
    const known = await store.claim(key, handle)
    switch (known.state) {
      case 'running':
        throw new IdempotencyError('running')
      case 'done':
        if (known.outcome.ok) return known.outcome.value
        throw errorFromJSON(known.outcome.error)
      case 'unknown':
    }
    let result: unknown
    try {
      result = await next()
    } catch (error) {
      await recordRefusal(store, key, error, context)
      throw error
    }
    await store.record(key, { ok: true, value: jsonResult(result, message.type) }, handle)
    return result
  }
}

function unitOfWorkOf({ unitOfWork, message }: MessageContext): UnitOfWork {
  if (unitOfWork !== undefined) return unitOfWork
  throw new ConfigurationError(
    `"${message.type}" has an idempotency key, but no unit of work to keep it in: put transaction before idempotency`,
  )
}

/** The rollback comes first: the claim is held until then, and the database may have one connection only. */
async function recordRefusal(
  store: IdempotencyStore,
  key: IdempotencyKey,
  error: unknown,
  { unitOfWork, parent }: MessageContext,
): Promise<void> {
  if (!isUnoError(error) || !isRefusal(error)) return
  if (unitOfWork === undefined || unitOfWork === parent?.unitOfWork) return
  await unitOfWork.rollback()
  await store.record(key, { ok: false, error: error.toJSON() })
}
