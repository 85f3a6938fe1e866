import { InvalidArgumentError, type MigrationSet } from '@uno-ts/types'
import { bookkeepingStatements, lockStatement, namedSteps, recordStatement } from './bookkeeping.ts'
import { checkSets } from './check-sets.ts'

/**
 * The statements of `migrate` as one script in one transaction. Whoever has run it has what `migrate` makes, the record
 * of the steps included.
 *
 * @param options - `schema` is quoted; `steps` names the steps to print, all of them when it is absent
 * @throws InvalidArgumentError when a step is named that no set has
 */
export function schemaSql(
  sets: readonly MigrationSet[],
  options: { readonly schema: string; readonly steps?: readonly string[] | undefined },
): string {
  checkSets(sets)
  const { schema } = options
  const known = namedSteps(sets)
  const wanted = new Set(options.steps ?? known.map(({ name }) => name))
  for (const name of wanted) {
    if (!known.some((step) => step.name === name)) {
      throw new InvalidArgumentError(`there is no migration step "${name}"`)
    }
  }
  const steps = known
    .filter(({ name }) => wanted.has(name))
    .map(({ name, statements }) => [
      `-- ${name}`,
      ...[...statements({ schema }), recordStatement(schema, name)].map(ended),
    ])
  const parts = [
    ['begin;', ended(lockStatement(schema)), ...bookkeepingStatements(schema).map(ended)],
    ...steps,
    ['commit;'],
  ]
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`
}

function ended(statement: string): string {
  return `${statement};`
}
