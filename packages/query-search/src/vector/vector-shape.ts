import type { VectorMetric } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'

/** How vectors are written in the SQL of pgvector, by the schema that holds its types and operators. */
export interface VectorShape {
  readonly dimensions: number
  readonly metric: VectorMetric
  /** The extension's schema, quoted where it must be. */
  readonly extensionSchema: string
}

/** The most dimensions an index can have: of single precision, and of half precision, which is enough for an index. */
const indexable = { vector: 2000, halfvec: 4000 } as const

/** The type of a column: longer vectors are kept in half precision, as long as that lets them be indexed. */
export function vectorType({ dimensions, extensionSchema }: VectorShape): RawBuilder<unknown> {
  return sql.raw(`${extensionSchema}.${typeName(dimensions)}(${dimensions})`)
}

/** Whether there can be an index: else every question reads every row. */
export function isIndexable({ dimensions }: VectorShape): boolean {
  return dimensions <= indexable.halfvec
}

/** The distance of two vectors: the lower, the nearer. */
export function distance(
  { metric, extensionSchema }: VectorShape,
  left: RawBuilder<unknown>,
  right: RawBuilder<unknown>,
): RawBuilder<number> {
  const operator = sql.raw(`operator(${extensionSchema}.${operators[metric]})`)
  return sql`(${left} ${operator} ${right})`
}

/** A score: the higher, the nearer. Cosine similarity, inner product, or 1 / (1 + distance). */
export function scoreOf({ metric }: VectorShape, distanceSql: RawBuilder<unknown>): RawBuilder<number> {
  switch (metric) {
    case 'cosine':
      return sql`(1 - ${distanceSql})`
    case 'l2':
      return sql`(1 / (1 + ${distanceSql}))`
    case 'inner-product':
      return sql`(- ${distanceSql})`
  }
}

/** What an index of this metric is made with. */
export function operatorClass({ dimensions, metric, extensionSchema }: VectorShape): RawBuilder<unknown> {
  return sql.raw(`${extensionSchema}.${typeName(dimensions)}_${classes[metric]}_ops`)
}

function typeName(dimensions: number): 'vector' | 'halfvec' {
  return dimensions > indexable.vector && dimensions <= indexable.halfvec ? 'halfvec' : 'vector'
}

const operators = { cosine: '<=>', l2: '<->', 'inner-product': '<#>' } as const
const classes = { cosine: 'cosine', l2: 'l2', 'inner-product': 'ip' } as const
