const finalText = 0x81
const mostInSevenBits = 125
const mostInSixteenBits = 0xffff

/**
 * A text as one WebSocket frame of a server: final, neither masked nor compressed. See RFC 6455 §5.2,
 * https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const headBytes = length <= mostInSevenBits ? 2 : length <= mostInSixteenBits ? 4 : 10
  const frame = Buffer.allocUnsafe(headBytes + length)
  frame[0] = finalText
  if (headBytes === 2) {
    frame[1] = length
  } else if (headBytes === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, headBytes)
  return frame
}
