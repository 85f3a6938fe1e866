import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accepting } from '../server/accepting.ts'
import { isAlive } from '../server/is-alive.ts'
import { waitUntil } from '../server/wait-until.ts'

/** A server that runs in a data folder. */
export interface LiveServer {
  readonly pid: number
  readonly port: number
}

/** What the folder's lock file says, whether or not it is still true. */
export function readLockFile(dir: string): LiveServer | undefined {
  try {
    const [pid, , , port] = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(pid), port: Number(port) }
  } catch {
    return undefined // no server runs, or it has not written the file yet
  }
}

/** The server that runs in `dir`, once it accepts connections; `undefined` when none does. */
export async function findLiveServer(dir: string): Promise<LiveServer | undefined> {
  const found = readLockFile(dir)
  if (found === undefined || !isAlive(found.pid)) return undefined
  // It may be starting; a process id that meanwhile belongs to somebody else never accepts.
  const accepts = await waitUntil(() => accepting(found.port), 5_000, 50)
  return accepts ? found : undefined
}
