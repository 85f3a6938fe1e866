import type { Pool } from 'pg'
import type { Contender, OpenPath, Target } from '../../suite/path.ts'
import type { SearchPath } from '../search-path.ts'
import { codeOf, fillRawItems, openItemIndex } from './sample-items.ts'
import { nearestByHand, sampleVectors } from './sample-vectors.ts'

/** What the path is made of. */
export interface VectorPathOptions {
  readonly id: string
  readonly vectors: number
  /** How many questions a round asks. */
  readonly questions: number
  readonly targets: readonly Target[]
}

export const unoTsVectors = 'uno-ts'
export const rawVectors = 'raw pgvector'

const limit = 10
/** How many of the nearest both must find. */
const leastRecall = 0.95

/** Answers the ids of the nearest. */
type Nearest = (vector: Float32Array) => Promise<readonly string[]>

/** A path on which contenders find the ten nearest of many vectors by an HNSW index, both with the same settings of it. */
export function vectorPath({ id, vectors, questions, targets }: VectorPathOptions): SearchPath {
  return {
    id,
    does: `the ${limit} nearest of ${vectors} vectors, ${questions} questions one after the other`,
    unit: 'questions/s',
    better: 'higher',
    targets,
    extensions: ['vector'],
    open: ({ pool }) => openVectorPath(pool, sampleVectors(vectors, 1), sampleVectors(questions, 2)),
  }
}

async function openVectorPath(
  pool: Pool,
  vectors: readonly Float32Array[],
  asked: readonly Float32Array[],
): Promise<OpenPath> {
  const index = await openItemIndex(pool, vectors)
  await fillRawItems(pool, vectors)
  const contenders: readonly (readonly [name: string, nearest: Nearest])[] = [
    [unoTsVectors, async (vector) => (await index.nearest({ vector, limit })).map(({ id }) => id)],
    [rawVectors, (vector) => nearestRaw(pool, vector)],
  ]
  const check = async (): Promise<void> => {
    for (const [name, nearest] of contenders) await checkRecall(name, nearest, { vectors, asked })
  }
  await pool.query(`set hnsw.ef_search = 100`) // one connection: nobody asks two questions at once
  await check()
  return {
    contenders: contenders.map(([name, nearest]): Contender => ({
      name,
      async run() {
        const began = performance.now()
        for (const vector of asked) await nearest(vector)
        return asked.length / ((performance.now() - began) / 1_000)
      },
    })),
    verify: check,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

async function nearestRaw(pool: Pool, vector: Float32Array): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string; score: number }>({
    name: 'nearest items',
    text: `select id, 1 - (embedding <=> $1) as score from raw_items order by embedding <=> $1 limit ${limit}`,
    values: [`[${vector.join(',')}]`],
  })
  return rows.map(({ id }) => id)
}

/** A tenth of the questions say enough. */
async function checkRecall(
  name: string,
  nearest: Nearest,
  { vectors, asked }: { readonly vectors: readonly Float32Array[]; readonly asked: readonly Float32Array[] },
): Promise<void> {
  const some = asked.filter((_, nr) => nr % 10 === 0)
  let found = 0
  for (const vector of some) {
    const exact = new Set(nearestByHand(vectors, vector, limit).map(codeOf))
    found += (await nearest(vector)).filter((id) => exact.has(id)).length
  }
  const recall = found / (some.length * limit)
  if (recall < leastRecall)
    throw new RangeError(`${name} found ${recall} of the nearest, expected ${leastRecall}`)
}
