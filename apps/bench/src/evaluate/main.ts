import { isUnoError } from '@uno-ts/types'
import { textTable } from '../report/text-table.ts'
import type { Collection } from './collection/collection.ts'
import { productCollection } from './collection/product-collection.ts'
import { readCollection } from './collection/read-collection.ts'
import { evaluateMode, type Evaluation } from './evaluate-mode.ts'
import { openEvaluationDatabase } from './open-evaluation-database.ts'
import { openModes } from './open-modes.ts'
import { readEvaluationLine, type EvaluationCommand } from './read-evaluation-line.ts'

const heading = ['mode', 'nDCG@10', 'recall@10', 'of the exact 10', 'median ms', 'p95 ms']

try {
  await evaluate(readEvaluationLine(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd()))
} catch (error) {
  process.exitCode = 1
  console.error(isUnoError(error) ? error.message : error)
}

async function evaluate(command: EvaluationCommand): Promise<void> {
  const collection = await collectionOf(command)
  const judged = collection.queries.filter(({ grades }) => grades.size > 0)
  console.log(
    `${collection.documents.length} documents, ${judged.length} judged queries, ${command.database}\n`,
  )
  await using resources = new AsyncDisposableStack()
  const pool = await openEvaluationDatabase(command.database, resources)
  const evaluations: Evaluation[] = []
  for (const mode of await openModes(pool, collection, command)) {
    evaluations.push(await evaluateMode(mode, collection))
  }
  console.log(textTable([heading, ...evaluations.map(row)]))
}

function collectionOf({ collection }: EvaluationCommand): Promise<Collection> {
  return 'products' in collection ? productCollection(collection.products) : readCollection(collection)
}

function row({ mode, ndcg, recall, ofExact, medianMs, p95Ms }: Evaluation): readonly string[] {
  return [
    mode,
    ndcg.toFixed(3),
    recall.toFixed(3),
    ofExact?.toFixed(3) ?? '',
    medianMs.toFixed(1),
    p95Ms.toFixed(1),
  ]
}
