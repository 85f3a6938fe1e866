import type { Shop } from '../../src/container.ts'
import type { Question } from './questions.ts'

/** Somebody who asks one question again and again, and holds every answer against the old truth and the new one. */
export class TruthfulClient {
  /** How many answers there were of each version. */
  readonly answers = { 1: 0, 2: 0 }
  readonly #shop: Shop
  readonly #question: Question
  readonly #truths = new Map<string, { readonly orders: number; readonly version: 1 | 2 }>()
  #seen = 0

  /** @param range - how many orders there may have been */
  constructor(shop: Shop, question: Question, range: { readonly from: number; readonly to: number }) {
    this.#shop = shop
    this.#question = question
    for (const version of [1, 2] as const) {
      for (let orders = range.from; orders <= range.to; orders += 1) {
        this.#truths.set(JSON.stringify(question.truth(orders, version)), { orders, version })
      }
    }
  }

  /**
   * @param placed - how many orders there are at most, asked after the answer
   * @throws Error when the answer was never true, or knows less than the one before
   */
  async ask(placed: () => number): Promise<void> {
    const answer = JSON.stringify(await this.#question.ask(this.#shop))
    const truth = this.#truths.get(answer)
    const known = truth?.orders ?? -1
    if (truth === undefined || known < this.#seen || known > placed()) {
      throw new Error(
        `${this.#question.projection}: after ${this.#seen} of ${placed()} orders it said ${answer}`,
      )
    }
    if (truth.version === 1 && this.answers[2] > 0) {
      throw new Error(`${this.#question.projection} went back to the old version`)
    }
    this.#seen = known
    this.answers[truth.version] += 1
  }

  /** Whether it is told what is true in the end. */
  async knows(orders: number): Promise<boolean> {
    return (
      JSON.stringify(await this.#question.ask(this.#shop)) === JSON.stringify(this.#question.truth(orders, 2))
    )
  }
}
