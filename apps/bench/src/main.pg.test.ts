import { spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'uno-ts-bench-'))
chmodSync(folder, 0o755) // a server that root starts runs as somebody else
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Types the command in a folder of its own, whose temporary files are there too. */
function bench(...given: readonly string[]) {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@uno-ts/source', main, ...given], {
    env: { ...process.env, TMPDIR: folder, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { out: '', error: '' }
  child.stdout.on('data', (chunk) => (output.out += String(chunk)))
  child.stderr.on('data', (chunk) => (output.error += String(chunk)))
  const ended = once(child, 'close').then(([status]) => ({ status: status as number, ...output })) // no signal ends it
  return { child, ended }
}

async function until(output: Readable, text: string): Promise<void> {
  for await (const chunk of on(output, 'data')) if (String(chunk).includes(text)) return
}

const servers = () => readdirSync(folder).filter((name) => name.startsWith('uno-ts-postgres-'))

describe('npm run bench', () => {
  it('measures on a durable server, writes JSON beside the table, and leaves no server', async () => {
    const oneRound = ['--only', 'append-1', '--rounds', '1', '--json', 'out.json']
    const { status, out, error } = await bench('event-store', ...oneRound).ended
    expect({ status, error }).toEqual({ status: 0, error: '' })
    expect(out).toMatch(/^PostgreSQL .* · Node .* · pg .* cores/)
    expect(out).toContain('fsync on · synchronous_commit on · full_page_writes on')
    expect(out).toMatch(/^append-1 +uno-ts +prepared insert +[\d.]+ +0.80 +(met|missed)$/m)
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toEqual([
      ...['uno-ts', 'prepared insert'].map((contender) => ({
        suite: 'event-store',
        path: 'append-1',
        contender,
        unit: 'events/s',
        better: 'higher',
        median: expect.any(Number),
        min: expect.any(Number),
        max: expect.any(Number),
        rounds: 1,
      })),
      {
        suite: 'event-store',
        path: 'append-1',
        ours: 'uno-ts',
        against: 'prepared insert',
        better: 'higher',
        ratio: expect.any(Number),
        target: 0.8,
        met: expect.any(Boolean),
      },
    ])
    expect(servers()).toEqual([])
  }, 90_000) // four thousand commits on a disk that others may be using

  it('leaves no server when it is interrupted', async () => {
    const { child, ended } = bench('event-store', '--rounds', '10000')
    await expect.poll(() => servers().length, { timeout: 20_000 }).toBe(1)
    await until(child.stdout, 'append-1:')
    child.kill('SIGINT')
    const { status, error } = await ended
    expect({ status, error }).toEqual({ status: 130, error: 'stopped by SIGINT\n' })
    expect(servers()).toEqual([])
  })

  it.each([
    [['nothing'], /^expected a suite, one of event-store, .*; found "nothing"\n$/],
    [
      ['event-store', '--json', 'no/such/a.json'],
      /^expected a file that can be written after --json, found .*\n$/,
    ],
  ])('answers %j with a sentence and status 1', async (given, sentence) => {
    const { status, out, error } = await bench(...given).ended
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(error).toMatch(sentence)
  })
})
