/**
 * Sends a request until somebody says what became of it: again when the connection broke, when the shop is about to open
 * or while the first one is running. All of them bring the same `Idempotency-Key`, so what is asked for is done once.
 */
export async function untilAnswered(
  request: () => Promise<Response>,
  pausesMs: readonly number[] = [250, 750, 2_000],
): Promise<Response> {
  for (const pauseMs of pausesMs) {
    const response = await request().catch(unlessBroken)
    if (response !== undefined && !(await isForLater(response))) return response
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return request()
}

/** A connection that broke is a TypeError to `fetch`. */
function unlessBroken(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error
}

async function isForLater(response: Response): Promise<boolean> {
  if (response.status === 503) return true
  if (response.status !== 409) return false
  const { code } = (await response.clone().json()) as { readonly code?: string }
  return code === 'ERR_IDEMPOTENCY'
}
