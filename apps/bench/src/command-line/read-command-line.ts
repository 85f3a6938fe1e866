import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigurationError } from '@uno-ts/types'

/** What was asked for. */
export interface Command {
  readonly suite: string
  /** How many rounds are counted, beside the warm-up. Default: what each path is given. */
  readonly rounds: number | undefined
  /** How many events the large log has. Default: ten million. */
  readonly events: number | undefined
  /** Whether a server with all extensions is measured too. */
  readonly full: boolean
  /** The ids of the paths to run. Default: all of the suite. */
  readonly only: readonly string[] | undefined
  /** Where the results go as JSON, absolute. */
  readonly json: string | undefined
  /** Whether a missed target makes the command fail. */
  readonly strict: boolean
}

/** What the command expects, for who typed something else. */
export const usage = `npm run bench -- <suite> [--only id,id] [--rounds N] [--events N] [--full] [--json FILE] [--strict]

  --only id,id   some paths of the suite instead of all
  --rounds N     rounds that count, after one that warms up (default 15, lag 5)
  --events N     events of the log of event-store-large (default 10000000)
  --json FILE    writes the results as JSON too
  --full         query-search on a PostgreSQL 17 with pgvector and AGE too
  --native       on a PostgreSQL started for the run (the default)
  --strict       exits with 1 when a target is missed`

/**
 * Reads the arguments of the command.
 *
 * @param folder - where the command was typed; a relative `--json` is below it
 * @throws ConfigurationError in one sentence, when they do not make sense
 */
export function readCommandLine(given: readonly string[], folder: string): Command {
  const { values, positionals } = parse(given)
  const [suite, surplus] = positionals
  if (suite === undefined) throw new ConfigurationError(`expected a suite, found none\n\n${usage}`)
  if (surplus !== undefined)
    throw new ConfigurationError(`expected one suite, found "${suite}" and "${surplus}"`)
  return {
    suite,
    rounds: values.rounds === undefined ? undefined : roundsOf(values.rounds),
    events: values.events === undefined ? undefined : eventsOf(values.events),
    only: values.only === undefined ? undefined : idsOf(values.only),
    full: values.full === true,
    json: values.json === undefined ? undefined : resolve(folder, values.json),
    strict: values.strict === true,
  }
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        events: { type: 'string' },
        only: { type: 'string' },
        full: { type: 'boolean' },
        json: { type: 'string' },
        native: { type: 'boolean' },
        strict: { type: 'boolean' },
      },
    })
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('. ', 1) : []
    throw new ConfigurationError(`${reason}\n\n${usage}`)
  }
}

function roundsOf(text: string): number {
  const rounds = Number(text)
  if (/^\d+$/.test(text) && rounds >= 1 && rounds <= 10_000) return rounds
  throw new ConfigurationError(`expected a number from 1 to 10000 after --rounds, found "${text}"`)
}

function eventsOf(text: string): number {
  const events = Number(text)
  if (/^\d+000$/.test(text) && events >= 10_000 && events <= 100_000_000) return events
  throw new ConfigurationError(
    `expected thousands of events from 10000 to 100000000 after --events, found "${text}"`,
  )
}

function idsOf(text: string): readonly string[] {
  const ids = text.split(',').map((id) => id.trim())
  if (ids.every((id) => id !== '')) return ids
  throw new ConfigurationError(`expected ids of paths with commas between them after --only, found "${text}"`)
}
