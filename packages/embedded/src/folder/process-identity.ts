import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** One run of a process: its id alone may belong to another process tomorrow. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in whatever form this system tells it, which is the same each time it is asked. */
  readonly startedAt: string
}

/** Who runs under this process id now; `undefined` when nobody does. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? linuxStart(pid) : psStart(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

/** Ticks since boot, and which boot: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function linuxStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses and may hold anything.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined // dead, and nobody has asked how it died
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[18]}`
  } catch {
    return undefined
  }
}

function psStart(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined // ps fails when there is no such process
  }
}
