import type { ReadModelOptions } from '@uno-ts/types'
import { CompiledQuery } from 'kysely'
import type { AnyKysely } from './any-kysely.ts'
import { runStatement } from './run-statement.ts'

/**
 * The plan of a statement as PostgreSQL tells it. The statement does not run.
 *
 * @throws DatabaseError, SchemaError, InvalidArgumentError for what the driver throws
 */
export async function explainStatement(
  db: AnyKysely,
  { sql, parameters }: CompiledQuery,
  options: Pick<ReadModelOptions, 'signal' | 'transaction'>,
): Promise<string> {
  const query = CompiledQuery.raw(`explain ${sql}`, [...parameters]) as CompiledQuery<PlanLine>
  return planOf(await runStatement(db, query, options))
}

/** A line of a plan. */
export interface PlanLine {
  readonly 'QUERY PLAN': string
}

/** The plan that lines make. */
export function planOf(lines: readonly PlanLine[]): string {
  return lines.map((line) => line['QUERY PLAN']).join('\n')
}
