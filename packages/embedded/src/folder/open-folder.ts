import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedInUseError } from './embedded-in-use-error.ts'
import { takeLock, type HeldLock } from './folder-lock.ts'

/**
 * Opens the folder of a database for this process alone. Inside are `pgdata`, the database itself, `lock`, which names
 * its holder, and for a moment `unfinished`, while a new database is being put there.
 *
 * @throws EmbeddedInUseError when another process, or this one, holds it
 */
export async function openFolder(dir: string): Promise<Folder> {
  await mkdir(dir, { recursive: true })
  const lock = await takeLock(join(dir, 'lock'))
  if (!('release' in lock)) throw new EmbeddedInUseError(dir, lock.pid)
  return new Folder(dir, lock)
}

/** The folder of a database, held by this process. */
export class Folder {
  readonly dir: string
  /** Where the database itself is. */
  readonly data: string
  readonly #unfinished: string
  readonly #lock: HeldLock

  constructor(dir: string, lock: HeldLock) {
    this.dir = dir
    this.data = join(dir, 'pgdata')
    this.#unfinished = join(dir, 'unfinished')
    this.#lock = lock
  }

  /** Whether a complete database is there. */
  get holdsDatabase(): boolean {
    return existsSync(join(this.data, 'PG_VERSION')) && !existsSync(this.#unfinished)
  }

  /** Marks the beginning of a new database, and removes what an earlier attempt left: nobody ever wrote to it. */
  async begin(): Promise<void> {
    await writeFile(this.#unfinished, '')
    await rm(this.data, { recursive: true, force: true })
  }

  /** Marks the new database as complete. */
  async finish(): Promise<void> {
    await rm(this.#unfinished)
  }

  /** Leaves it to others. */
  release(): Promise<void> {
    return this.#lock.release()
  }
}
