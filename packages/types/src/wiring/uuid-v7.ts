import type { NewId } from './new-id.ts'
import { systemClock, type Clock } from './clock.ts'

const highestCount = 0xfff

/**
 * Gives a source of UUIDv7 (RFC 9562) that ascend, also within a millisecond and when the clock steps back: a 12 bit
 * counter follows the time, and it borrows from the next millisecond when it overflows. The 62 random bits after it are
 * drawn once a millisecond, which makes an id cheap: they tell sources apart, not the ids of one source.
 */
export function uuidV7Source(clock: Clock = systemClock): NewId {
  let time = -1 // before any
  let count = 0
  let head = ''
  let tail = ''
  const begin = (millisecond: number) => {
    time = millisecond
    count = 0
    const stamp = time.toString(16).padStart(12, '0')
    head = `${stamp.slice(0, 8)}-${stamp.slice(8)}-`
    tail = globalThis.crypto.randomUUID().slice(18) // the variant and what follows is the same in version 4
  }
  return () => {
    const now = Math.floor(clock.now())
    if (now > time) begin(now)
    else if (++count > highestCount) begin(time + 1)
    return head + (0x7000 + count).toString(16) + tail
  }
}
