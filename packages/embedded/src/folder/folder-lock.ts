import { randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { processIdentity, type ProcessIdentity } from './process-identity.ts'

/** A lock that is held. */
export interface HeldLock {
  release(): Promise<void>
}

/**
 * Takes the lock that `file` stands for. It is held from its file's appearance, which is atomic, to its removal, or to
 * the death of the process named in it; then the next one takes it over.
 *
 * @returns the lock, or who holds it
 */
export async function takeLock(file: string): Promise<HeldLock | ProcessIdentity> {
  for (;;) {
    if (await appears(file)) return { release: () => rm(file, { force: true }) }
    const holder = await readHolder(file)
    if (holder !== undefined && isAlive(holder)) return holder
    await removeStale(file)
  }
}

/** Makes the file with us in it, complete from the first moment; answers whether it was not there before. */
async function appears(file: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(processIdentity(process.pid)))
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // node:fs throws these
    return false
  } finally {
    await rm(draft)
  }
}

/**
 * Removes the file of a dead process. Of several processes that saw it, only one may: another could remove the file of
 * the next holder. So they need a lock, which is the same thing once more.
 */
async function removeStale(file: string): Promise<void> {
  const takeover = await takeLock(`${file}.takeover`)
  if (!('release' in takeover)) {
    await wait(10) // somebody else is at it
    return
  }
  try {
    const holder = await readHolder(file)
    if (holder === undefined || !isAlive(holder)) await rm(file, { force: true })
  } finally {
    await takeover.release()
  }
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity // we wrote it
  } catch {
    return undefined // gone in this moment, or not readable since a power failure
  }
}

function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return processIdentity(pid)?.startedAt === startedAt
}
