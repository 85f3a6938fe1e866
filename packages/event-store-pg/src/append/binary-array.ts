/** The kinds of elements, by the number PostgreSQL knows each by. */
const elementTypes = { bigint: 20, int: 23, text: 25, json: 114 }

const headerBytes = 20

/**
 * Texts as PostgreSQL sends an array over the wire. A document in it is parsed once by the server and not escaped by us,
 * which is what makes many events in a statement cheap.
 *
 * The format: the number of dimensions, whether there are nulls, the kind of elements, how many there are, the first
 * index; then each element behind its length. See `array_recv` in PostgreSQL.
 */
export function textArray(
  values: readonly (string | null)[],
  { of = 'text' }: { readonly of?: 'text' | 'json' } = {},
): Buffer {
  let bytes = headerBytes
  let nulls = 0
  for (const value of values) {
    if (value === null) nulls = 1
    bytes += 4 + (value === null ? 0 : Buffer.byteLength(value))
  }
  const buffer = Buffer.allocUnsafe(bytes)
  let at = writeHeader(buffer, { type: elementTypes[of], length: values.length, nulls })
  for (const value of values) {
    const length = value === null ? -1 : buffer.write(value, at + 4)
    buffer.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  return buffer
}

/** Whole numbers of at most 32 bits, in the same form. */
export function intArray(values: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(headerBytes + values.length * 8)
  let at = writeHeader(buffer, { type: elementTypes.int, length: values.length, nulls: 0 })
  for (const value of values) {
    buffer.writeInt32BE(4, at)
    buffer.writeInt32BE(value, at + 4)
    at += 8
  }
  return buffer
}

/** Whole numbers that are safe in a double, in the same form. */
export function bigintArray(values: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(headerBytes + values.length * 12)
  let at = writeHeader(buffer, { type: elementTypes.bigint, length: values.length, nulls: 0 })
  for (const value of values) {
    buffer.writeInt32BE(8, at)
    buffer.writeInt32BE(Math.floor(value / 2 ** 32), at + 4)
    buffer.writeUInt32BE(value >>> 0, at + 8)
    at += 12
  }
  return buffer
}

function writeHeader(
  buffer: Buffer,
  { type, length, nulls }: { readonly type: number; readonly length: number; readonly nulls: number },
): number {
  buffer.writeInt32BE(1, 0)
  buffer.writeInt32BE(nulls, 4)
  buffer.writeInt32BE(type, 8)
  buffer.writeInt32BE(length, 12)
  buffer.writeInt32BE(1, 16)
  return headerBytes
}
