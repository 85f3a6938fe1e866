import type {
  CriteriaCompiler,
  EmbeddingModel,
  EmbeddingProvider,
  FieldPath,
  ReadModelDefinition,
  ReadModelRepository,
  TenantId,
  VectorMetric,
} from '@uno-ts/types'
import type { Expression, SqlBool } from 'kysely'
import type { CapabilityProbe } from '../capability/capability-probe.ts'
import type { QueryMetricsRecorder } from '../metrics/query-metrics-recorder.ts'
import type { AnyKysely } from '../statement/any-kysely.ts'
import type { PreparingPool } from '../statement/statement-runner.ts'
import type { NearestIndex } from './nearest-index.ts'

/** What a {@link VectorIndex} is made of. */
export interface VectorIndexOptions<Row> {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /**
   * The pool beneath `db`: with it, questions outside of transactions are prepared statements, which saves reading and
   * planning them each time. Default: none.
   */
  readonly pool?: PreparingPool | undefined
  /** The read model whose rows are found. */
  readonly model: ReadModelDefinition
  /** Gives the rows that were found. */
  readonly repository: Pick<ReadModelRepository<Row>, 'getMany'>
  /** Compiles the `where` of a question: `KyselyCriteriaCompiler` of the read-model package. */
  readonly compiler: Pick<CriteriaCompiler<Expression<SqlBool>>, 'where'>
  /**
   * Turns texts into embeddings. A model alone will do where the application has embeddings of its own: then there is
   * `save` instead of `refresh`, and no question by text.
   */
  readonly embedding: EmbeddingProvider | EmbeddingModel
  /** The fields that are embedded, a line each. Default: those the model searches, else none. */
  readonly fields?: readonly FieldPath[] | undefined
  /**
   * The provider before the model was changed: it answers while the new vectors are made. Default: none; then questions by
   * text meanwhile throw an `IndexBuildingError`.
   */
  readonly previous?: EmbeddingProvider | undefined
  /** What is near. Default `cosine`. */
  readonly metric?: VectorMetric | undefined
  /** How neighbours are found in large tables. Default: `hnsw` by its defaults. */
  readonly index?: NearestIndex | undefined
  /** From how many rows on there is an index. Default 10,000: reading fewer is as quick, and exact. */
  readonly indexFrom?: number | undefined
  /** Names index and tables: lower-case letters, digits and `_`, at most 40. Default: the model's name. */
  readonly name?: string | undefined
  /** How many rows are embedded and written at a time. Default 500. */
  readonly batchSize?: number | undefined
  /** Knows what the database can do; share one among services. Default: one of its own. */
  readonly capabilities?: CapabilityProbe | undefined
  /** Remembers how long searches took, and logs slow ones. Default: nobody does. */
  readonly metrics?: QueryMetricsRecorder | undefined
  /** The schema that holds the tables. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
}
