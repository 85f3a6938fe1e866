import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isAlive } from '../server/is-alive.ts'

/** A process that makes databases, as it stands in their names. */
interface DatabaseOwner {
  readonly machine: string
  readonly pid: number
}

const namePattern = /^test_([0-9a-f]{8})_(\d+)_[0-9a-f]+$/

/** How the names of databases begin that are made on this machine: their owners' lives can be asked for here. */
export function ownPrefix(): string {
  return `test_${machine()}_`
}

/** Whether a database was made by a process of this machine that has ended. */
export function isOrphan(database: string): boolean {
  const owner = ownerOf(database)
  return owner !== undefined && owner.machine === machine() && !isAlive(owner.pid)
}

function ownerOf(database: string): DatabaseOwner | undefined {
  const [, machine, pid] = namePattern.exec(database) ?? []
  return machine === undefined ? undefined : { machine, pid: Number(pid) }
}

/** Process ids mean something on one machine only, and of its containers in one of them. */
function machine(): string {
  return createHash('sha256').update(`${hostname()} ${pidNamespace()}`).digest('hex').slice(0, 8)
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return '' // not Linux: there is one
  }
}
