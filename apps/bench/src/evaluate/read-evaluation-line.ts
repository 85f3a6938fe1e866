import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigurationError } from '@uno-ts/types'
import type { CollectionFiles } from './collection/read-collection.ts'

/** What shall be judged. */
export interface EvaluationCommand {
  /** A collection in files, or the products of an "Online Retail" file. */
  readonly collection: CollectionFiles | { readonly products: string }
  /** Where it runs: embedded in this process, on a server started for it, or on one with all extensions. */
  readonly database: 'embedded' | 'native' | 'full'
  readonly embeds: boolean
  readonly weights: { readonly text: number; readonly vector: number } | undefined
}

const usage = `npm run evaluate -- --documents F --queries F --judgements F [--document-vectors F --query-vectors F]
npm run evaluate -- --products F

  --documents F         a JSON object a line, with id, text and perhaps title; .gz or not
  --queries F           a question a line: number, tab, text
  --judgements F        a judgement a line: question, 0, document, grade
  --document-vectors F  float32, little-endian, in the order of the documents; --query-vectors likewise
  --products F          names of products from an "Online Retail" file, asked for with words left out and misspelt
  --embed               makes vectors by feature hashing where none are given
  --weights T:V         judges a hybrid search in which text counts T and likeness V as well
  --native, --full      on a PostgreSQL started for the run; with pgvector (default: embedded)`

/**
 * Reads the arguments of an evaluation.
 *
 * @param folder - where the command was typed; relative files are below it
 * @throws ConfigurationError in one sentence, when they do not make sense
 */
export function readEvaluationLine(given: readonly string[], folder: string): EvaluationCommand {
  const { values } = parse(given)
  const file = (name: string | undefined) => (name === undefined ? undefined : resolve(folder, name))
  const products = file(values.products)
  const [documents, queries, judgements] = [values.documents, values.queries, values.judgements].map(file)
  const [documentVectors, queryVectors] = [values['document-vectors'], values['query-vectors']].map(file)
  const common = {
    database: databaseOf(values),
    embeds: values.embed === true,
    weights: values.weights === undefined ? undefined : weightsOf(values.weights),
  }
  if (products !== undefined) return { ...common, collection: { products } }
  if (documents === undefined || queries === undefined || judgements === undefined) {
    throw new ConfigurationError(`expected documents, queries and judgements, or products\n\n${usage}`)
  }
  return { ...common, collection: { documents, queries, judgements, documentVectors, queryVectors } }
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        documents: { type: 'string' },
        queries: { type: 'string' },
        judgements: { type: 'string' },
        'document-vectors': { type: 'string' },
        'query-vectors': { type: 'string' },
        products: { type: 'string' },
        weights: { type: 'string' },
        embed: { type: 'boolean' },
        native: { type: 'boolean' },
        full: { type: 'boolean' },
      },
    })
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('. ', 1) : []
    throw new ConfigurationError(`${reason}\n\n${usage}`)
  }
}

function databaseOf({
  native,
  full,
}: {
  readonly native?: boolean
  readonly full?: boolean
}): EvaluationCommand['database'] {
  if (full === true) return 'full'
  return native === true ? 'native' : 'embedded'
}

function weightsOf(text: string): EvaluationCommand['weights'] {
  const [words, likeness] = text.split(':').map(Number)
  if (words !== undefined && likeness !== undefined && words >= 0 && likeness >= 0) {
    return { text: words, vector: likeness }
  }
  throw new ConfigurationError(`expected two numbers after --weights, such as 1:2, found "${text}"`)
}
