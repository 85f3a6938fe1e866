import assert from 'node:assert/strict'
import type * as fc from 'fast-check'
import { outcomeOf, type Side } from './side.ts'

/** One call, made on both sides. It holds when both come to the same outcome. */
export class Step implements fc.AsyncCommand<Side, Side> {
  readonly #call: (side: Side) => Promise<unknown>
  readonly #text: string

  constructor(name: string, parameters: unknown, call: (side: Side) => Promise<unknown>) {
    this.#call = call
    this.#text = `${name} ${JSON.stringify(parameters)}`
  }

  check(): boolean {
    return true
  }

  async run(model: Side, real: Side): Promise<void> {
    const expected = await outcomeOf(() => this.#call(model))
    const found = await outcomeOf(() => this.#call(real))
    assert.deepEqual(found, expected)
  }

  toString(): string {
    return this.#text
  }
}
