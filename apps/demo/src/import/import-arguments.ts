import { parseArgs } from 'node:util'
import { SettingError, typedPath } from '../settings.ts'

/** What was typed behind `npm run demo:import --`. */
export interface ImportArguments {
  readonly file: string
  /** How many units every product starts with; without it orders do not ask for stock. */
  readonly stock: number | undefined
  readonly native: boolean
}

const usage = 'npm run demo:import -- <file> [--stock N] [--native]'

/** @throws SettingError that says what was expected */
export function readImportArguments(args: readonly string[], env: NodeJS.ProcessEnv): ImportArguments {
  const { positionals, values } = parsed(args)
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) throw new SettingError(`expected one file: ${usage}`)
  return { file: typedPath(file, env), stock: unitsOf(values.stock), native: values.native }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { stock: { type: 'string' }, native: { type: 'boolean', default: false } },
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(/\.?(?:\n|$)|\. /)[0] : String(error)
    throw new SettingError(`${reason}: ${usage}`)
  }
}

function unitsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new SettingError(`--stock: expected a number of units from 0 to 999999999: ${usage}`)
}
