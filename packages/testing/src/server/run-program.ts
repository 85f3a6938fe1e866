import { execFile } from 'node:child_process'

/** How a program that {@link runProgram} ran came out. */
export interface ProgramResult {
  readonly ok: boolean
  readonly stdout: string
  /** The last line of its standard error, or why it could not be run at all. */
  readonly complaint: string
}

/** Where and as whom a program runs. */
export interface RunProgramOptions {
  readonly cwd?: string | undefined
  readonly env?: NodeJS.ProcessEnv | undefined
  /** The account it runs as. Only root can choose one. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined
  /** When to give up, in milliseconds. Default 120,000: it may have to download. */
  readonly timeoutMs?: number | undefined
}

/** Runs a program to its end. A failing program is a result, not an error. */
export function runProgram(
  file: string,
  args: readonly string[],
  { cwd, env, account, timeoutMs = 120_000 }: RunProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    execFile(file, args, { ...account, cwd, env, timeout: timeoutMs }, (error, stdout, stderr) => {
      const complaint = error === null ? '' : lastLine(stderr) || error.message
      resolve({ ok: error === null, stdout, complaint })
    })
  })
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
