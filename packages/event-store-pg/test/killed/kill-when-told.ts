import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { waitUntil } from '@uno-ts/testing'
import { expect } from 'vitest'

/**
 * Runs a program of this folder until it has told so many characters of acknowledged appends, kills it with SIGKILL, and
 * gives the lines it told.
 */
export async function killWhenTold(
  program: string,
  args: readonly string[],
  enough: { readonly characters: number; readonly timeoutMs: number },
): Promise<readonly string[]> {
  const flags = ['--conditions=@uno-ts/source', program, ...args]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
  const hasTold = (): boolean => told.length > enough.characters || child.exitCode !== null
  const isEnough = await waitUntil(hasTold, enough.timeoutMs)
  child.kill('SIGKILL')
  await closed
  expect(isEnough && child.signalCode).toBe('SIGKILL')
  return told.split('\n').slice(0, -1) // the last line may be half a one
}
