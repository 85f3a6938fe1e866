import { createHash } from 'node:crypto'

/** What of a Redis client is needed. The client of `redis` (node-redis) fits. */
export interface RateLimitClient {
  /** Whether commands are sent at once. A client that is not connected keeps them, and nobody wants to wait for that. */
  readonly isReady: boolean
  sendCommand(command: readonly string[]): Promise<unknown>
}

/** How often a window was asked, with this time, and what is left of it. */
export interface Counted {
  current: number
  /** In milliseconds. */
  ttl: number
}

/** One window of a caller. */
export interface CountedWindow {
  readonly key: string
  readonly windowMs: number
  readonly max: number
  /** Whether a request beyond the limit begins the window anew. */
  readonly continueExceeding: boolean
  /** Whether each request beyond the limit doubles the window. */
  readonly exponentialBackoff: boolean
}

/**
 * Counts and sets the expiry in one step, so that a counter never stays behind without one. The longest backoff is a day.
 */
const script = `
local current = redis.call('INCR', KEYS[1])
local window, max = tonumber(ARGV[1]), tonumber(ARGV[2])
local left = redis.call('PTTL', KEYS[1])
if left < 0 or (current > max and ARGV[3] == '1') then
  left = window
  redis.call('PEXPIRE', KEYS[1], left)
elseif current > max and ARGV[4] == '1' then
  left = math.floor(math.min(window * 2 ^ (current - max - 1), math.max(window, 86400000)))
  redis.call('PEXPIRE', KEYS[1], left)
end
return {current, left}`

const digest = createHash('sha1').update(script).digest('hex')

/** Counts one request of a window. */
export async function countRequest(client: RateLimitClient, window: CountedWindow): Promise<Counted> {
  const { key, windowMs, max, continueExceeding, exponentialBackoff } = window
  const flags = [continueExceeding ? '1' : '0', exponentialBackoff ? '1' : '0']
  const values = ['1', key, String(windowMs), String(max), ...flags]
  const reply = await client.sendCommand(['EVALSHA', digest, ...values]).catch((error: unknown) => {
    if (!String(error).includes('NOSCRIPT')) throw error
    return client.sendCommand(['EVAL', script, ...values])
  })
  const [current, ttl] = reply as readonly [number, number] // as the script ends
  return { current, ttl }
}
