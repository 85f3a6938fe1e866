import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workspaceRoot } from './workspace.ts'

const launcher = join(workspaceRoot, 'tooling', 'run.mjs')
const typedIn = join(workspaceRoot, 'tooling', 'docs')

const report = `console.log(JSON.stringify({ cwd: process.cwd(), typedIn: process.env.INIT_CWD, args: process.argv.slice(1) }))`
const waiting = `
  process.on('SIGTERM', () => process.exit(7))
  console.log(process.pid)
  setInterval(() => {}, 1000)`

function start(program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, {
    env: { ...process.env, INIT_CWD: typedIn },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function launch(...args: readonly string[]): ChildProcess {
  return start(process.execPath, [launcher, ...args])
}

async function firstLine(child: ChildProcess): Promise<string> {
  let output = ''
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk)
    if (output.includes('\n')) break
  }
  return output.trim()
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the launcher of every script', () => {
  it('starts a program in a folder of the workspace, and keeps where the command was typed', async () => {
    const child = launch('apps/demo', 'node', '-e', report, '--', 'a b', '$HOME', 'links.ts')
    expect(JSON.parse(await firstLine(child))).toEqual({
      cwd: join(workspaceRoot, 'apps', 'demo'),
      typedIn,
      args: ['a b', '$HOME', 'links.ts'],
    })
  })

  it('reads arguments from that folder when told that they are paths', async () => {
    const child = launch('--paths', '.', 'node', '-e', report, '--', 'links.ts', 'gone.ts')
    expect(JSON.parse(await firstLine(child))).toMatchObject({ args: [join(typedIn, 'links.ts'), 'gone.ts'] })
  })

  it('runs programs under the Node of the workspace', async () => {
    const child = launch('.', 'node', '-p', 'process.execPath')
    expect(await firstLine(child)).toContain(join(workspaceRoot, 'node_modules'))
  })

  it('exits as the program did', async () => {
    expect(await once(launch('.', 'node', '-e', 'process.exit(3)'), 'exit')).toEqual([3, null])
    expect(await once(launch('.', 'node', '-e', 'process.kill(process.pid, "SIGKILL")'), 'exit')).toEqual([
      137,
      null,
    ])
  })

  it('passes a signal on and waits for the program to end', async () => {
    const child = launch('.', 'node', '-e', waiting)
    const pid = Number(await firstLine(child))
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([7, null])
    expect(isAlive(pid)).toBe(false)
  })

  it('does not outlive who started it', async () => {
    const shell = start('sh', [
      '-c',
      '"$@"; exit',
      'sh',
      process.execPath,
      launcher,
      '.',
      'node',
      '-e',
      waiting,
    ])
    const pid = Number(await firstLine(shell))
    shell.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
  })
}, 30_000)
