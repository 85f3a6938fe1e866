import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * Finds a Chromium: `CHROMIUM_BIN`, then the usual names on PATH, then the one `apt-get` installs.
 *
 * @returns the path of the program
 * @throws Error that says what to do when there is none and none can be installed
 */
export function findChromium(): string {
  const given = process.env['CHROMIUM_BIN']
  if (given !== undefined) return given
  const found = onPath() ?? (installWithApt() ? onPath() : undefined)
  if (found !== undefined) return found
  throw new Error(
    'no Chromium found: install the chromium package of this system, or name one in CHROMIUM_BIN',
  )
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installWithApt(): boolean {
  console.log('Installing chromium with apt-get …')
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const apt = (...args: readonly string[]) => {
    const [program = 'apt-get', ...rest] = [...asRoot, 'apt-get', '-qq', '-y', ...args]
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    return spawnSync(program, rest, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  }
  return apt('update') && apt('install', '--no-install-recommends', 'chromium')
}
