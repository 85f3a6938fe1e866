import type { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import * as ws from 'ws'
import { textFrame } from './text-frame.ts'

// It is exported, and its types leave it out.
const { Receiver } = ws as unknown as { readonly Receiver: new (options: object) => Writable }

/** What a client makes of some bytes. */
async function received(bytes: Buffer): Promise<readonly [text: string, isBinary: boolean]> {
  const receiver = new Receiver({ isServer: false })
  const message = new Promise<readonly [string, boolean]>((resolve, reject) => {
    receiver.once('message', (data: Buffer, isBinary: boolean) => resolve([data.toString(), isBinary]))
    receiver.once('error', reject)
  })
  receiver.write(bytes)
  return message
}

describe('a text as a frame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('is read by a client: %i bytes', async (length) => {
    const text = 'x'.repeat(length)
    expect(await received(textFrame(text))).toEqual([text, false])
  })

  it('is as long as its bytes, not its characters', async () => {
    const text = '€'.repeat(50)
    expect(await received(textFrame(text))).toEqual([text, false])
  })
})
