import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Ask } from '../compare-reports.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** This process' variables, without those that would send the demo elsewhere. */
const environment = { ...process.env }
for (const name of ['DATABASE_URL', 'REDIS_URL', 'DATA_DIR', 'PORT', 'INIT_CWD']) delete environment[name]

/** Where a program of the demo works. */
export interface Place {
  readonly dataDir?: string | undefined
  readonly native?: boolean | undefined
}

/** A demo that is open for requests. */
export interface RunningDemo {
  readonly ask: Ask
  /** Sends a request, and gives the status and the JSON of the answer. */
  send(
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>
  /** Asks it to stop, and gives its exit status and what it has said. */
  stop(): Promise<{ readonly status: number | null; readonly output: string }>
}

/** Starts the demo as a newcomer does, and waits until it is ready. */
export async function startDemo(place: Place = {}): Promise<RunningDemo> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = npm(['start', ...flags(place)], { ...variables(place), PORT: String(port) })
  const output = gathered(child)
  const send: RunningDemo['send'] = async (path, body) => {
    const response = await fetch(`${url}${path}`, {
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  for (const deadline = Date.now() + 120_000; ;) {
    const ready = await fetch(`${url}/health/ready`).catch(() => undefined)
    if (ready?.status === 200) break
    if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}:\n${output()}`)
    if (Date.now() > deadline) throw new Error(`the demo was not ready in two minutes:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    send,
    ask: async (path) => (await send(path)).body,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [status] = (await ended) as [number | null]
      return { status, output: output() }
    },
  }
}

/** Imports a file as a newcomer does. */
export async function importFile(
  file: string,
  place: Place,
): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = npm(['run', 'demo:import', '--', file, ...flags(place, [])], variables(place))
  const output = gathered(child)
  const [status] = (await once(child, 'exit')) as [number | null]
  return { status, output: output() }
}

/** Begins an import and kills it, with no time to tidy up. */
export async function killImport(file: string, place: Place, afterMs: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--conditions=@uno-ts/source', 'src/import.ts', file, ...flags(place, [])],
    {
      cwd: `${root}/apps/demo`,
      env: { ...environment, ...variables(place) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  await ended
}

function flags({ native }: Place, separator: readonly string[] = ['--']): readonly string[] {
  return native === true ? [...separator, '--native'] : []
}

function variables({ dataDir }: Place): Record<string, string> {
  return dataDir === undefined ? {} : { DATA_DIR: dataDir }
}

function npm(args: readonly string[], more: Record<string, string>): ChildProcess {
  return spawn('npm', [...args], {
    cwd: root,
    env: { ...environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function gathered(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)))
  return () => text
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no free port was found')
  return address.port
}
