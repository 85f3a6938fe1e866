import {
  isUnoError,
  type DataOf,
  type MessageContext,
  type QueryDefinition,
  type ReadModelOptions,
  type ResultOf,
  type UnoError,
} from '@uno-ts/types'
import { answerOf, type Answering } from './answer.ts'
import { readOptions } from './read-options.ts'

/** What answers a query when its read model does not. */
export interface Fallback<Definition extends QueryDefinition> {
  /**
   * Asked when the read model has failed or has no such row: another source, an older one, the events themselves. What
   * the asker did wrong (`ERR_INVALID_ARGUMENT`, `ERR_CURSOR`) and who stopped waiting are no reasons. It may throw
   * `cause` again. Default: the error is thrown.
   */
  readonly fallbackQuery?:
    | ((
        data: DataOf<Definition>,
        context: MessageContext<Definition>,
        cause: unknown,
      ) => ResultOf<Definition> | Promise<ResultOf<Definition>>)
    | undefined
}

/** One query and how its read model is asked. */
interface Asked<Definition extends QueryDefinition, Found> {
  readonly data: DataOf<Definition>
  readonly context: MessageContext<Definition>
  readonly ask: (options: ReadModelOptions) => Promise<Found>
}

/** Asks the read model and turns what it found into the answer; asks the fallback when that fails. */
export async function answerWith<Definition extends QueryDefinition, Found>(
  options: Fallback<Definition> & Answering<Found, ResultOf<Definition>>,
  { data, context, ask }: Asked<Definition, Found>,
): Promise<ResultOf<Definition>> {
  const { fallbackQuery } = options
  let found: Found
  try {
    found = await ask(readOptions(context))
  } catch (error) {
    if (fallbackQuery === undefined || context.signal.aborted || isOfTheAsker(error)) throw error
    return fallbackQuery(data, context, error)
  }
  return answerOf<Found, ResultOf<Definition>>(options)(found)
}

const ofTheAsker: readonly UnoError['code'][] = ['ERR_INVALID_ARGUMENT', 'ERR_CURSOR']

function isOfTheAsker(error: unknown): boolean {
  return ofTheAsker.some((code) => isUnoError(error, code))
}
