import { ConfigurationError, type ConfigurationPart } from '@uno-ts/types'
import { leavesOf } from './leaves.ts'

/** @throws ConfigurationError when two parts have a name or a variable in common */
export function checkParts(parts: readonly ConfigurationPart[], prefix: string): void {
  refuseRepeated(
    parts.map(({ name }) => name),
    'part',
  )
  refuseRepeated(
    leavesOf(parts, prefix).map(({ variable }) => variable),
    'setting of the variable',
  )
}

function refuseRepeated(names: readonly string[], what: string): void {
  const repeated = names.find((name, place) => names.indexOf(name) !== place)
  if (repeated === undefined) return
  throw new ConfigurationError(`expected one ${what} ${repeated}, found two`, { path: repeated })
}
