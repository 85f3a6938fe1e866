import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Ways to read a log, or its long stream, from end to end. */
export type WayToRead = 'readAll' | 'readStream' | 'readStream backward' | 'subscribe' | 'subscribe slowly'

/** What a process that read it all has to tell. */
export interface Reading {
  readonly events: number
  /** By how much what it kept in memory grew after the first tenth. */
  readonly grownBytes: number
  /** Connections not given back when the reading was over. */
  readonly busyConnections: number
}

const program = join(import.meta.dirname, 'read-it-all.ts')

/** Reads in a process of its own, whose memory would not hold the log. */
export async function readInAProcess(url: string, way: WayToRead, events: number): Promise<Reading> {
  const flags = ['--conditions=@uno-ts/source', '--expose-gc', '--max-old-space-size=64']
  const args = [...flags, program, url, way, String(events)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as Reading // read-it-all.ts prints nothing else
}
