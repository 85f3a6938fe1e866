import type { SearchPath } from '../search-path.ts'
import { rawVectors, unoTsVectors, vectorPath } from './vector-path.ts'

/** The nearest rows against pgvector by hand, at the same recall. */
export const vectorPaths: readonly SearchPath[] = [
  vectorPath({
    id: 'vector',
    vectors: 20_000,
    questions: 500,
    targets: [{ ours: unoTsVectors, against: rawVectors, ratio: 0.85 }],
  }),
]
