import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** How a program ended, and all it said. */
export interface Finished {
  readonly ok: boolean
  readonly output: string
}

/** Variables of a process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a program is given beside its arguments. */
export interface RunOptions {
  readonly env?: Environment | undefined
  /** Bounds how long it may take. @default no bound */
  readonly timeoutMs?: number | undefined
}

/** Runs a program to its end; a failure is an answer, not an exception. */
export async function runToEnd(
  cwd: string,
  program: string,
  args: readonly string[],
  { env, timeoutMs = 0 }: RunOptions = {},
): Promise<Finished> {
  try {
    const limits = { maxBuffer: 64 * 1024 * 1024, timeout: timeoutMs }
    const { stdout, stderr } = await run(program, args, { cwd, env, ...limits })
    return { ok: true, output: `${stdout}${stderr}` }
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = error as Error & Partial<Record<'stdout' | 'stderr', string>> // execFile's
    return { ok: false, output: `${stdout}${stderr}` || message }
  }
}
