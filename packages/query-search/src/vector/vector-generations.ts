import {
  SchemaError,
  type EmbeddingModel,
  type FieldPath,
  type ReadModelOptions,
  type VectorMetric,
} from '@uno-ts/types'
import type { RawBuilder } from 'kysely'
import type { CapabilityProbe } from '../capability/capability-probe.ts'
import { contentHash } from '../embedding/content-hash.ts'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { runStatement } from '../statement/run-statement.ts'
import { translateError } from '../statement/translate-error.ts'
import {
  createVectorTable,
  deleteGenerations,
  insertGeneration,
  lockGenerations,
  markReady,
} from './generation-statements.ts'
import { dropVectorTable } from './drop-vector-table.ts'
import type { StorageParameters } from './nearest-index.ts'
import { selectGenerations, type GenerationRecord } from './select-generations.ts'
import type { VectorGeneration } from './vector-generation.ts'
import type { VectorShape } from './vector-shape.ts'

/** What {@link VectorGenerations} are made of. */
export interface VectorGenerationsOptions {
  readonly db: AnyKysely
  readonly schema: string
  /** Names the index. */
  readonly name: string
  readonly embedding: EmbeddingModel
  readonly metric: VectorMetric
  readonly fields: readonly FieldPath[]
  readonly capabilities: CapabilityProbe
}

type Options = Pick<ReadModelOptions, 'signal'>

/** Runs a statement in the transaction under way, and answers its rows. */
export type RunStatement = (statement: RawBuilder<unknown>) => Promise<readonly unknown[]>

/** The generations of one index: those that are kept, and ours, which is made when it is first written. */
export class VectorGenerations {
  readonly #options: VectorGenerationsOptions
  readonly #fingerprint: string
  #known: readonly VectorGeneration[] | undefined

  constructor(options: VectorGenerationsOptions) {
    const { embedding, metric, fields } = options
    this.#options = options
    this.#fingerprint = contentHash(JSON.stringify([embedding.model, embedding.dimensions, metric, fields]))
  }

  /** What is kept, the newest first; remembered once ours is ready. @throws CapabilityError without the extension */
  async kept(options: Options): Promise<readonly VectorGeneration[]> {
    if (this.#known !== undefined) return this.#known
    const { db, schema, name, capabilities } = this.#options
    await capabilities.require('vector', options)
    const records = await runStatement(db, selectGenerations(schema, name).compile(db), options)
    const kept = records.map((record) => this.#generationOf(record))
    if (this.isOurs(kept[0])) this.#known = kept[0]?.ready === true ? kept : undefined
    return kept
  }

  /** Reads anew when next asked. */
  forget(): void {
    this.#known = undefined
  }

  isOurs(generation: VectorGeneration | undefined): boolean {
    return generation?.fingerprint === this.#fingerprint
  }

  /** Ours, which is made when it is not there. @throws CapabilityError without the extension */
  async ours(options: Options): Promise<VectorGeneration> {
    const found = await this.#findOurs(options)
    if (found !== undefined) return found
    await this.#create(options)
    this.forget()
    const made = await this.#findOurs(options)
    if (made === undefined)
      throw new SchemaError(`the vector index "${this.#options.name}" was dropped meanwhile`)
    return made
  }

  /** Lets ours be the one that answers. */
  async markReady(options: Options): Promise<void> {
    const { db, schema, name } = this.#options
    await runStatement(db, markReady(schema, name, this.#fingerprint).compile(db), options)
    this.forget()
  }

  /** Drops every generation but ours, once ours is ready. @returns how many */
  async dropOthers(options: Options): Promise<number> {
    this.forget()
    const kept = await this.kept(options)
    if (kept.find((one) => this.isOurs(one))?.ready !== true) return 0
    const others = kept.filter((one) => !this.isOurs(one))
    const { schema, name } = this.#options
    await this.#inTransaction(async (run) => {
      await run(lockGenerations(schema, name))
      await run(
        deleteGenerations(
          schema,
          name,
          others.map(({ fingerprint }) => fingerprint),
        ),
      )
      for (const { table } of others) await run(dropVectorTable(schema, table))
    })
    this.forget()
    return others.length
  }

  /** How the vectors of a generation are written. @throws CapabilityError without the extension */
  async shapeOf(
    { dimensions, metric }: Pick<VectorGeneration, 'dimensions' | 'metric'>,
    options: Options,
  ): Promise<VectorShape> {
    const { schema = 'public' } = await this.#options.capabilities.require('vector', options)
    return { dimensions, metric, extensionSchema: schema }
  }

  /** Whether a scan of an index goes on until it has enough: pgvector 0.8 and later. */
  async goesOn(options: Options): Promise<boolean> {
    const { version = '0' } = await this.#options.capabilities.require('vector', options)
    const [major = 0, minor = 0] = version.split('.').map(Number)
    return major > 0 || minor >= 8
  }

  /** Does work on ours while no other process registers, builds or drops one of these. */
  async locked(
    work: (run: RunStatement, ours: VectorGeneration) => Promise<void>,
    options: Options,
  ): Promise<void> {
    const { schema, name } = this.#options
    await this.ours(options)
    await this.#inTransaction(async (run) => {
      await run(lockGenerations(schema, name))
      const records = (await run(selectGenerations(schema, name))) as readonly GenerationRecord[]
      const ours = records.map((record) => this.#generationOf(record)).find((one) => this.isOurs(one))
      if (ours !== undefined) await work(run, ours)
    })
    this.forget()
  }

  async #inTransaction(work: (run: RunStatement) => Promise<void>): Promise<void> {
    try {
      await this.#options.db.transaction().execute(async (transaction) => {
        const plain = transaction.withoutPlugins()
        await work(async (statement) => (await plain.executeQuery(statement.compile(plain))).rows)
      })
    } catch (error) {
      throw translateError(error)
    }
  }

  async #findOurs(options: Options): Promise<VectorGeneration | undefined> {
    return (await this.kept(options)).find((one) => this.isOurs(one))
  }

  async #create(options: Options): Promise<void> {
    const { schema, name, embedding, metric } = this.#options
    const { model, dimensions } = embedding
    const shape = await this.shapeOf({ dimensions, metric }, options)
    await this.#inTransaction(async (run) => {
      await run(lockGenerations(schema, name))
      const inserted = await run(
        insertGeneration(schema, name, { fingerprint: this.#fingerprint, model, dimensions, metric }),
      )
      const [made] = inserted as readonly { generation: number }[]
      if (made !== undefined) await run(createVectorTable(schema, tableName(name, made.generation), shape))
    })
  }

  #generationOf({ generation, options, ...record }: GenerationRecord): VectorGeneration {
    const parameters = options
      ?.map((option) => option.split('='))
      .map(([key = '', value]) => [key, Number(value)])
    return {
      ...record,
      table: tableName(this.#options.name, generation),
      parameters: parameters && (Object.fromEntries(parameters) as StorageParameters),
    }
  }
}

function tableName(name: string, generation: number): string {
  return `${name}_vectors_${generation}`
}
