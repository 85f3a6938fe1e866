import {
  errorFromJSON,
  IdempotencyError,
  isUnoError,
  type IdempotencyKey,
  type IdempotencyStore,
  type MessageContext,
  type Middleware,
  type TenantId,
} from '@uno-ts/types'
import { givenResult, keptResult } from '../idempotent/kept-result.ts'
import { scopedKey } from '../idempotent/scoped-key.ts'
import { isRefusal } from '../outcome/is-refusal.ts'
import { unitOfWorkOf } from '../unit-of-work/unit-of-work-of.ts'
import { awaitsPosition, withPosition } from '../unit-of-work/with-position.ts'

/** Where outcomes are remembered. */
export interface IdempotencyOptions {
  /** Where keys and results are kept, in the transaction it is handed. */
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
 * A key belongs to its tenant and actor: two of them may use the same one. A result that leaves its field
 * `globalPosition` open (see {@link transaction}) is recorded with the position it gets, so that a repeat is answered with
 * the same consistency token.
 *
 * It needs a unit of work around it (`transaction`), and opens its database transaction before the handler runs. What the
 * handler reads must go through that: `context` is handed to repositories, `context.unitOfWork.openedTransaction` to all
 * else. A read on a connection of its own waits for ever where the pool has one connection, and on any pool when as many
 * commands wait as it has.
 *
 * Commands without a key pass untouched. Inside a parent's unit of work a refusal is not recorded: whether it stands is the
 * parent's to decide.
 *
 * The middleware throws an {@link IdempotencyError}, before anything was executed, when the first call is still running
 * or had another payload. With {@link awaitFirstCall} a repeat waits for the first call instead.
 */
export function idempotency({ store, tenant }: IdempotencyOptions): Middleware {
  return async (context, next) => {
    const { idempotencyKey, message, parent } = context
    if (idempotencyKey === undefined) return next()
    const unitOfWork = unitOfWorkOf(context)
    const key = scopedKey(context, { key: idempotencyKey, tenant })
    const handle = await unitOfWork.transaction()
    const known = await store.claim(key, handle)
    switch (known.state) {
      case 'running':
        throw new IdempotencyError('running')
      case 'done':
        if (known.outcome.ok) return givenResult(known.outcome)
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
    const kept = keptResult(result, message.type)
    if (!awaitsPosition(result) || unitOfWork === parent?.unitOfWork) {
      await store.record(key, kept, handle)
      return result
    }
    unitOfWork.beforeCommit(({ globalPosition }, opened) =>
      store.record(key, keptResult(withPosition(result, globalPosition), message.type), opened),
    )
    return result
  }
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
