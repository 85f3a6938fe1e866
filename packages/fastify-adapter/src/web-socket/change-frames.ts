import { jsonWriter } from '../answer/json.ts'
import { positionOfChange, type Positioned } from '../changes-route/change-message.ts'
import { ChangeFrame } from './change-frame.ts'
import type { Channel } from './web-socket-config.ts'

/**
 * Writes the changes of a channel: the text of each once for all subscribers, the bytes of the latest too, because that
 * is the one all of them get now.
 */
export function changeFrames({ message }: Pick<Channel, 'message'>): (change: Positioned) => ChangeFrame {
  const write = jsonWriter()
  const written = new WeakMap<Positioned, ChangeFrame>()
  let latest: ChangeFrame | undefined
  return (change) => {
    const known = written.get(change)
    if (known !== undefined) return known
    const { event = 'change', data } = message?.(change) ?? { data: change }
    const position = positionOfChange(change)
    const frame = new ChangeFrame(
      `"position":"${position}","event":${JSON.stringify(event)},"data":${write(data) ?? 'null'}}`,
    )
    written.set(change, frame)
    latest?.release()
    latest = frame
    return frame
  }
}
