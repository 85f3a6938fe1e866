import type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetterStore,
  ProjectionVersion,
  StoredDeadLetter,
  TransactionHandle,
} from '@uno-ts/types'
import { nameOf, type DeadLetterRow, type ProjectionRows } from './projection-rows.ts'

type Within = { readonly transaction?: TransactionHandle | undefined }

/** The parked events of a storage in memory. */
export class InMemoryDeadLetters implements DeadLetterStore {
  readonly #rows: ProjectionRows
  #parked = 0

  constructor(rows: ProjectionRows) {
    this.#rows = rows
  }

  async park(
    projection: ProjectionVersion,
    letters: readonly DeadLetter[],
    { transaction }: Within = {},
  ): Promise<void> {
    await this.#rows.turn(transaction, () => {
      for (const letter of letters) this.#put(projection, letter, transaction)
    })
  }

  async keys(projection: ProjectionVersion): Promise<ReadonlySet<string>> {
    return await this.#rows.turn(
      undefined,
      () => new Set(this.#find(projection, {}).map(({ letter }) => letter.key)),
    )
  }

  async find(
    projection: ProjectionVersion,
    filter: DeadLetterFilter = {},
    { transaction }: Within = {},
  ): Promise<readonly StoredDeadLetter[]> {
    return await this.#rows.turn(transaction, () =>
      this.#find(projection, filter)
        .slice(0, filter.limit ?? 1_000)
        .map(({ letter }) => structuredClone(letter)),
    )
  }

  async remove(
    projection: ProjectionVersion,
    filter: Omit<DeadLetterFilter, 'limit'>,
    { transaction }: Within = {},
  ): Promise<number> {
    return await this.#rows.turn(transaction, () => {
      const found = this.#find(projection, filter)
      for (const { letter } of found) this.#rows.letters.delete(nameOfLetter(projection, letter), transaction)
      return found.length
    })
  }

  #put(projection: ProjectionVersion, letter: DeadLetter, transaction: TransactionHandle | undefined): void {
    const name = nameOfLetter(projection, letter)
    const known = this.#rows.letters.get(name)
    const now = new Date(this.#rows.clock.now())
    const { projectionId, version } = projection
    const triedAt = letter.failure === undefined ? known?.letter.triedAt : now
    const kept: StoredDeadLetter =
      known === undefined
        ? { ...structuredClone(letter), parkedAt: now, triedAt }
        : { ...known.letter, failure: letter.failure, attempts: letter.attempts, triedAt }
    const order = known?.order ?? (this.#parked += 1)
    this.#rows.letters.set(name, { projectionId, version, letter: kept, order }, transaction)
  }

  #find(
    { projectionId, version }: ProjectionVersion,
    { key, eventId }: Omit<DeadLetterFilter, 'limit'>,
  ): DeadLetterRow[] {
    return this.#rows.letters
      .values()
      .filter((row) => row.projectionId === projectionId && row.version === version)
      .filter(({ letter }) => key === undefined || letter.key === key)
      .filter(({ letter }) => eventId === undefined || letter.eventId === eventId)
      .toSorted(inOrder)
  }
}

function inOrder(one: DeadLetterRow, other: DeadLetterRow): number {
  if (one.letter.key !== other.letter.key) return one.letter.key < other.letter.key ? -1 : 1
  const apart = one.letter.globalPosition - other.letter.globalPosition
  return apart === 0n ? one.order - other.order : Number(apart)
}

function nameOfLetter({ projectionId, version }: ProjectionVersion, { eventId }: DeadLetter): string {
  return nameOf(projectionId, version, eventId)
}
