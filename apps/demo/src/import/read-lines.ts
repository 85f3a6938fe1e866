import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/**
 * Reads a text file in UTF-8, plain or gzipped (told by its first bytes), and yields its lines in runs, without their
 * line ends. Flat memory; leaving the loop closes the file.
 *
 * @throws the file system's error when the file cannot be read, zlib's when it is cut off
 */
export async function* readLines(path: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder() // drops a byte order mark
  let rest = ''
  for await (const chunk of await bytesOf(path)) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield lines.map(withoutCarriageReturn)
  }
  rest += decoder.decode()
  if (rest !== '') yield [withoutCarriageReturn(rest)]
}

async function bytesOf(path: string): Promise<Readable> {
  const gzipped = await isGzipped(path)
  const bytes = createReadStream(path, { highWaterMark: 1 << 18 })
  if (!gzipped) return bytes
  const gunzip = createGunzip({ chunkSize: 1 << 18 })
  bytes.once('error', (error) => gunzip.destroy(error))
  gunzip.once('close', () => bytes.destroy())
  return bytes.pipe(gunzip)
}

async function isGzipped(path: string): Promise<boolean> {
  await using file = await open(path)
  const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
