import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'

const day = 24 * 60 * 60_000

/**
 * Does work that may take long to fail, unless it was refused within the last day: then the same answer is given at once.
 *
 * @param file - where a refusal is remembered; who removes it may try again
 * @returns why it could not be done, or `undefined` when it was
 */
export async function unlessRefused(
  file: string,
  work: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const remembered = freshRefusal(file)
  if (remembered !== undefined) return `${remembered} (tried before; remove ${file} to try again)`
  const refusal = await work()
  if (refusal === undefined) rmSync(file, { force: true })
  else writeFileSync(file, refusal)
  return refusal
}

function freshRefusal(file: string): string | undefined {
  try {
    return Date.now() - statSync(file).mtimeMs < day ? readFileSync(file, 'utf8') : undefined
  } catch {
    return undefined // there is none
  }
}
