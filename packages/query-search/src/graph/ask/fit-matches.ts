import {
  ValidationError,
  validationIssues,
  type PatternAnswer,
  type PatternMatch,
  type PatternQuery,
  type Schema,
} from '@uno-ts/types'

/** A pattern whose matches are wanted as the graph has them. */
export interface PatternRequest<
  NodeLabel extends string = string,
  EdgeLabel extends string = string,
> extends Omit<PatternQuery<NodeLabel, EdgeLabel>, 'type'> {
  readonly result?: undefined
}

/** A pattern whose matches have a type. */
export interface TypedPatternRequest<
  Match,
  NodeLabel extends string = string,
  EdgeLabel extends string = string,
> extends Omit<PatternQuery<NodeLabel, EdgeLabel>, 'type'> {
  /** What each match must fit, an object of `nodes` and `weights`; it may also convert it. */
  readonly result: Schema<unknown, Match>
}

/** Either of them. */
export type AnyPatternRequest<NodeLabel extends string, EdgeLabel extends string> =
  | PatternRequest<NodeLabel, EdgeLabel>
  | TypedPatternRequest<unknown, NodeLabel, EdgeLabel>

/**
 * The matches as a schema has them; without one as they are.
 *
 * @throws ValidationError when a match does not fit, with the number of the match in the paths of its issues
 */
export async function fitMatches<Match>(
  answer: PatternAnswer,
  schema: Schema<unknown, Match> | undefined,
): Promise<PatternAnswer<Match | PatternMatch>> {
  if (schema === undefined) return answer
  const matches = await Promise.all(answer.matches.map((match, nr) => fitting(schema, match, nr)))
  return { ...answer, matches }
}

async function fitting<Match>(
  schema: Schema<unknown, Match>,
  match: PatternMatch,
  nr: number,
): Promise<Match> {
  const result = await schema['~standard'].validate(match)
  if (result.issues === undefined) return result.value
  throw new ValidationError(`match ${nr} of a pattern`, validationIssues(result.issues))
}
