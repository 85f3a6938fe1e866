import { startPostgres, type PostgresServer } from '@uno-ts/testing'
import { isUnoError } from '@uno-ts/types'
import { readCommandLine, type Command } from './command-line/read-command-line.ts'
import { measurePath } from './measure/measure-path.ts'
import { resultsTable } from './report/results-table.ts'
import { resultsOf, type Results } from './report/results.ts'
import { writeJson } from './report/write-json.ts'
import { serverFacts } from './server/server-facts.ts'
import { selectPaths } from './suite/select-paths.ts'
import type { Path } from './suite/path.ts'
import { suites } from './suite/suites.ts'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stopping.abort(signal))
}

try {
  const command = readCommandLine(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd())
  const paths = selectPaths(suites(command), command.suite, command.only)
  if (command.json !== undefined) await writeJson(command.json, []) // a bad path fails before minutes of work
  const { comparisons } = await bench(command, paths)
  process.exitCode = command.strict && comparisons.some(({ met }) => met === false) ? 1 : 0
} catch (error) {
  const { aborted, reason } = stopping.signal
  process.exitCode = aborted ? 130 : 1
  if (aborted) console.error(`stopped by ${reason}`)
  else console.error(isUnoError(error) ? error.message : error)
}

async function bench(command: Command, paths: readonly Path[]): Promise<Results> {
  // A throw-away server: it goes with its folder when we do, whatever ends us.
  const settings = Object.assign({}, ...paths.map((path) => path.settings)) as Record<string, string>
  await using server = await startPostgres({ durable: true, settings })
  stopping.signal.addEventListener('abort', () => void server.stop())
  console.log(`${await serverFacts(server)}\n`)
  const results = await measureAll(command, paths, server)
  console.log(`\n${resultsTable(results)}`)
  if (command.json !== undefined) {
    await writeJson(command.json, [...results.measurements, ...results.comparisons])
  }
  return results
}

async function measureAll(
  { suite, rounds: wanted }: Command,
  paths: readonly Path[],
  server: PostgresServer,
): Promise<Results> {
  const all: Results[] = []
  for (const path of paths) {
    stopping.signal.throwIfAborted()
    const rounds = wanted ?? path.rounds ?? 15
    console.log(`${path.id}: ${path.does}; ${rounds} rounds`)
    all.push(resultsOf(suite, path, await measurePath(path, { server, rounds })))
  }
  return {
    measurements: all.flatMap(({ measurements }) => measurements),
    comparisons: all.flatMap(({ comparisons }) => comparisons),
  }
}
