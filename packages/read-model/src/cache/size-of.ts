/** What the parts of a value take on V8's heap, in bytes: an estimate that errs towards too much. */
const bytes = { primitive: 8, object: 48, property: 24 } as const

/** Roughly how many bytes a value of data takes in memory. What is contained twice counts twice. */
export function sizeOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return 24 + value.length * 2
    case 'object': {
      if (value === null) return bytes.primitive
      let size: number = bytes.object
      if (Array.isArray(value)) {
        for (const item of value) size += bytes.primitive + sizeOf(item)
        return size
      }
      if (value instanceof Date) return size
      for (const inner of Object.values(value)) size += bytes.property + sizeOf(inner)
      return size
    }
    default:
      return bytes.primitive
  }
}
