import type { NewId } from './new-id.ts'
import { systemClock, type Clock } from './clock.ts'

/**
 * Gives a source of UUIDv7 (RFC 9562) that ascend, also within a millisecond and when the clock steps back: a 12 bit
 * counter follows the time, and it borrows from the next millisecond when it overflows.
 */
export function uuidV7Source(clock: Clock = systemClock): NewId {
  let time = 0
  let counter = 0
  const random = new Uint8Array(1024)
  let used = random.length
  return () => {
    const now = clock.now()
    if (now > time) {
      time = now
      counter = 0
    } else if (++counter > 0xfff) {
      time++
      counter = 0
    }
    if (used === random.length) {
      globalThis.crypto.getRandomValues(random)
      used = 0
    }
    const tail = random.subarray(used, (used += 8))
    const stamp = time.toString(16).padStart(12, '0')
    const variant = (((tail[0] ?? 0) & 0x3f) | 0x80).toString(16)
    let rest = ''
    for (let i = 1; i < 8; i++) rest += (tail[i] ?? 0).toString(16).padStart(2, '0')
    const sequence = counter.toString(16).padStart(3, '0')
    return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${sequence}-${variant}${rest.slice(0, 2)}-${rest.slice(2)}`
  }
}
