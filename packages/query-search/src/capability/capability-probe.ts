import type { ReadModelOptions } from '@uno-ts/types'
import type { AnyKysely } from '../statement/any-kysely.ts'
import type { DatabaseCapabilities, ExtensionName, ExtensionState } from './database-capabilities.ts'
import { detectCapabilities } from './detect-capabilities.ts'
import { requireCapability } from './require-capability.ts'

/** What a {@link CapabilityProbe} is made of. */
export interface CapabilityProbeOptions {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
}

/**
 * Knows what a database can do: asks it once, when somebody wants to know, and again while a demanded extension is
 * missing, so that one that is installed later is found without a restart. Share one among the services of a database.
 *
 * @example
 * ```ts
 * import { CapabilityProbe } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 *
 * export async function canMisspell(db: Kysely<unknown>) {
 *   const { extensions } = await new CapabilityProbe({ db }).capabilities()
 *   return extensions.pg_trgm.installed
 * }
 * ```
 */
export class CapabilityProbe {
  readonly #db: AnyKysely
  #known: DatabaseCapabilities | undefined

  constructor({ db }: CapabilityProbeOptions) {
    this.#db = db
  }

  /** What the database can do, as it was when it was asked. @throws DatabaseError when it does not answer */
  async capabilities(options: Pick<ReadModelOptions, 'signal'> = {}): Promise<DatabaseCapabilities> {
    this.#known ??= await detectCapabilities(this.#db, options)
    return this.#known
  }

  /**
   * Demands an extension, for the call that needs it.
   *
   * @throws CapabilityError naming the extension and how to get it
   */
  async require(
    name: ExtensionName,
    options: Pick<ReadModelOptions, 'signal'> = {},
  ): Promise<ExtensionState> {
    if (this.#known?.extensions[name].installed !== true) {
      this.#known = await detectCapabilities(this.#db, options)
    }
    const known = await this.capabilities(options)
    requireCapability(known, name)
    return known.extensions[name]
  }
}
