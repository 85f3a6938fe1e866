import { jsonWriter } from '../answer/json.ts'
import { positionOfChange, type Positioned } from '../changes-route/change-message.ts'
import type { Channel } from './web-socket-config.ts'

/** Writes the part of a frame that is the same for all subscribers of a channel, once a change. */
export function changeFrames({ message }: Pick<Channel, 'message'>): (change: Positioned) => string {
  const write = jsonWriter()
  const written = new WeakMap<Positioned, string>()
  return (change) => {
    const known = written.get(change)
    if (known !== undefined) return known
    const { event = 'change', data } = message?.(change) ?? { data: change }
    const position = positionOfChange(change)
    const frame = `"position":"${position}","event":${JSON.stringify(event)},"data":${write(data) ?? 'null'}}`
    written.set(change, frame)
    return frame
  }
}
