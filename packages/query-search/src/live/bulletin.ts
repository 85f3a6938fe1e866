import type { LiveAnswer } from '@uno-ts/types'

/** Somebody who reads a {@link Bulletin}. */
export interface BulletinReader {
  /** What the first answer must know. */
  readonly minPosition: bigint
  /** The number of the answer that was read last; 0 while there was none. */
  answersRead: number
  /** The number of the failure that was read last. */
  failuresRead: number
  /** Has the reader look again. */
  wake: () => void
}

/** The newest answer of a query for any number of readers: it keeps nothing for each but how far they have read. */
export class Bulletin<Result> {
  readonly #readers = new Set<BulletinReader>()
  #answer: LiveAnswer<Result> | undefined
  #answers = 0
  #failure: unknown
  #failures = 0
  #end: { readonly error?: unknown } | undefined

  /** The newest answer, whoever has read it. */
  get answer(): LiveAnswer<Result> | undefined {
    return this.#answer
  }

  get readers(): number {
    return this.#readers.size
  }

  /** Set when there is nothing more to read, with the error if one ended it. */
  get end(): { readonly error?: unknown } | undefined {
    return this.#end
  }

  /** Whether the newest evaluation has failed. */
  get hasFailed(): boolean {
    return this.#failure !== undefined
  }

  /** Whether somebody waits for a later position than that of the newest answer. */
  get isBehind(): boolean {
    const position = this.#answer?.position ?? -1n
    return this.#readers.values().some((reader) => reader.answersRead === 0 && reader.minPosition > position)
  }

  /** Adds a reader, for what is told from now on and the newest answer. */
  enter(reader: BulletinReader): void {
    reader.failuresRead = this.#failures
    this.#readers.add(reader)
  }

  leave(reader: BulletinReader): void {
    this.#readers.delete(reader)
  }

  /** Puts up an answer that everybody reads. */
  post(answer: LiveAnswer<Result>): void {
    this.#answers += 1
    this.#answer = answer
    this.#failure = undefined
    this.#wake()
  }

  /** Puts up a later position of the same result: only who waited for it reads it. */
  repeat(answer: LiveAnswer<Result>): void {
    this.#answer = answer
    this.#failure = undefined
    for (const reader of this.#readers) if (reader.answersRead === 0) reader.wake()
  }

  /** Tells of an evaluation that failed. The answer stays. */
  fail(error: unknown): void {
    this.#failure = error
    this.#failures += 1
    this.#wake()
  }

  /** Ends all reading, by throwing the error if there is one. */
  close(end: { readonly error?: unknown }): void {
    this.#end ??= end
    this.#wake()
  }

  /** The failure that the reader has not read, if there is one that still lasts. */
  takeFailure(reader: BulletinReader): { readonly error: unknown } | undefined {
    if (reader.failuresRead === this.#failures || this.#failure === undefined) return undefined
    reader.failuresRead = this.#failures
    return { error: this.#failure }
  }

  /** The newest answer, unless the reader has read it, or waits for a later one. */
  takeAnswer(reader: BulletinReader): LiveAnswer<Result> | undefined {
    const answer = this.#answer
    if (answer === undefined || reader.answersRead === this.#answers) return undefined
    if (reader.answersRead === 0 && answer.position < reader.minPosition) return undefined
    reader.answersRead = this.#answers
    return answer
  }

  #wake(): void {
    for (const reader of this.#readers) reader.wake()
  }
}
