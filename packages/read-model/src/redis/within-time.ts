import { TimeoutError } from '@uno-ts/types'

/**
 * Waits for a reply no longer than `timeoutMs`. What comes later is ignored, an error too.
 *
 * @throws TimeoutError when there was none in time
 */
export async function withinTime<Reply>(reply: Promise<Reply>, timeoutMs: number): Promise<Reply> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new TimeoutError(`Redis did not answer within ${timeoutMs} ms`))
  }, timeoutMs)
  try {
    return await Promise.race([reply, late])
  } finally {
    clearTimeout(timer)
  }
}
