import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Logger } from '@uno-ts/types'
import type { ExtensionName } from '../engine/extension.ts'
import { pgliteVersion } from '../engine/pglite-version.ts'

/** Which snapshot a {@link Snapshot} stands for. */
export interface SnapshotOptions {
  readonly cacheDir: string
  readonly extensions: readonly ExtensionName[]
  readonly logger: Logger
}

const checksumBytes = 4

/**
 * A fresh database, kept as an archive for the next start: a checksum, then a tar file. It is only ever a shortcut:
 * whatever is wrong with it is logged, and the database starts without.
 */
export class Snapshot {
  readonly #file: string
  readonly #logger: Logger

  constructor({ cacheDir, extensions, logger }: SnapshotOptions) {
    const name = ['pglite', pgliteVersion(), ...extensions.toSorted()].join('-')
    this.#file = join(cacheDir, `${name}.snapshot`)
    this.#logger = logger
  }

  /** The archive; `undefined` when there is none, or none that is whole. */
  async read(): Promise<Blob | undefined> {
    const bytes = await readFile(this.#file).catch(() => undefined)
    if (bytes === undefined) return undefined
    const archive = bytes.subarray(checksumBytes)
    if (bytes.length > checksumBytes && crc32(archive) === bytes.readUInt32BE()) return new Blob([archive])
    this.#logger.warn({ file: this.#file }, 'a damaged snapshot was thrown away')
    await rm(this.#file, { force: true })
    return undefined
  }

  /** Keeps an archive. Of two processes that do so at once the later one wins: both archives are whole and alike. */
  async write(archive: Blob): Promise<void> {
    const draft = `${this.#file}.${randomUUID()}`
    try {
      const bytes = Buffer.from(await archive.arrayBuffer())
      const checksum = Buffer.alloc(checksumBytes)
      checksum.writeUInt32BE(crc32(bytes))
      await mkdir(join(this.#file, '..'), { recursive: true, mode: 0o700 })
      await writeFile(draft, [checksum, bytes])
      await rename(draft, this.#file)
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined) // there may not even be a folder
      this.#logger.warn({ err: error, file: this.#file }, 'the snapshot of a fresh database was not kept')
    }
  }
}
