// Runs one program of this workspace: `node tooling/run.mjs [--paths] <folder> <program> [...arguments]`.
//
// Every script of the root package.json starts here, so that each works on a fresh clone with only Node 20 and
// npm present. The launcher installs what is missing, puts the workspace's own Node and tools first on PATH,
// and keeps INIT_CWD (the folder where the command was typed), which npx and pnpm both overwrite.
// `--paths` says that the arguments are paths, to be read from that folder too.
//
// Plain JavaScript, no dependencies: it runs before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const startedBy = process.ppid
const typedIn = process.env.INIT_CWD ?? process.cwd()

const [first, ...others] = process.argv.slice(2)
const argumentsArePaths = first === '--paths'
const [folder, program, ...given] = argumentsArePaths ? others : [first, ...others]
const where = join(root, folder)

const environment = {
  ...process.env,
  npm_config_prefer_offline: 'true', // what was fetched once need not be asked for again
  npm_config_update_notifier: 'false',
  TURBO_TELEMETRY_DISABLED: '1',
}

const installed = await installIfNeeded()
const path = [join(where, 'node_modules', '.bin'), installed.path].join(delimiter)
const { status } = await run(program, argumentsArePaths ? given.map(fromTypedFolder) : given, {
  cwd: where,
  env: { ...environment, PATH: path, INIT_CWD: typedIn },
  stdio: 'inherit',
})
process.exitCode = status

/** Lets pnpm install what is missing, and answers the PATH under which it runs programs. */
async function installIfNeeded() {
  const ask = 'JSON.stringify({ path: process.env.PATH, node: process.execPath })'
  const { status, output } = await run('npx', ['-y', pnpm(), 'exec', 'node', '-p', ask], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const answer = status === 0 ? JSON.parse(output.trim().split('\n').at(-1)) : undefined
  if (answer?.node.startsWith(join(root, 'node_modules'))) return answer
  if (status < 128)
    console.error('Installing the workspace failed; the reason stands above. Try again when it is mended.')
  process.exit(status || 1)
}

function pnpm() {
  return process.env.npm_package_packageManager ?? 'pnpm@12.21.0'
}

/** Runs a program to its end. Signals sent to us reach it, and it does not outlive who started us. */
function run(file, args, options) {
  const child = spawn(file, args, options)
  const watch = setInterval(() => {
    if (process.ppid === startedBy) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 250)
  const forward = {
    // A terminal sends Ctrl-C to the whole process group: the child has it already.
    SIGINT: () => process.stdin.isTTY || child.kill('SIGINT'),
    SIGTERM: () => child.kill('SIGTERM'),
    SIGHUP: () => child.kill('SIGHUP'),
  }
  for (const [signal, handler] of Object.entries(forward)) process.on(signal, handler)

  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  return new Promise((done) => {
    const end = (status) => {
      clearInterval(watch)
      for (const [signal, handler] of Object.entries(forward)) process.off(signal, handler)
      done({ status, output })
    }
    child.once('error', (error) => {
      console.error(`${file} could not be started: ${error.message}`)
      end(127)
    })
    child.once('close', (code, signal) => end(code ?? 128 + constants.signals[signal]))
  })
}

function fromTypedFolder(argument) {
  const path = resolve(typedIn, argument)
  return !argument.startsWith('-') && existsSync(path) ? path : argument
}
