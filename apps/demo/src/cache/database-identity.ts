import type { Pool } from 'pg'

/**
 * A name of the database that no other has had, at another address or before it was made anew: answers that are kept
 * elsewhere are those of one database.
 */
export class DatabaseIdentity {
  readonly #pool: Pool
  #name: Promise<string> | undefined

  constructor({ pool }: { readonly pool: Pool }) {
    this.#pool = pool
  }

  name(): Promise<string> {
    this.#name ??= this.#ask().catch((error: unknown) => {
      this.#name = undefined
      throw error
    })
    return this.#name
  }

  async #ask(): Promise<string> {
    const { rows } = await this.#pool.query<{ name: string }>(
      `select system_identifier || '/' || oid as name
        from pg_control_system(), pg_database where datname = current_database()`,
    )
    return rows[0]?.name ?? ''
  }
}
