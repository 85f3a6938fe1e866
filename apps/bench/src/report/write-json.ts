import { writeFile } from 'node:fs/promises'
import { ConfigurationError } from '@uno-ts/types'

/** Writes a file of readable JSON. @throws ConfigurationError when there is no such folder or it may not be written */
export async function writeJson(file: string, value: unknown): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new ConfigurationError(
      `expected a file that can be written after --json, found ${file} (${reason})`,
    )
  }
}
