import { assertSame, refute } from '../assertion/assert-same.ts'
import { timeOf, type Played } from './play-process.ts'
import type { TestedReaction } from './tested-process-manager.ts'

/** What was done about an input. Say what was expected by one of its methods. */
export class ProcessDecision<State, Reaction extends TestedReaction> {
  readonly #played: Played<State>

  constructor(played: Played<State>) {
    this.#played = played
  }

  /**
   * Expects exactly these commands in this order, these changes of deadlines, and that the process is over or goes on. What is
   * left out is none.
   *
   * @throws AssertionError with `actual` and `expected`
   */
  // oxlint-disable-next-line unicorn/no-thenable -- it is the word; who awaits it instead of ending it is told so
  then(expected: Reaction): void {
    if (typeof expected === 'function') {
      refute('the test has no expectation: end it with then(…), thenNothing() or thenState(…)')
    }
    const { reaction, recordedAt } = this.#played
    const { commands = [], deadlines = {}, completed = false } = expected
    const changes = Object.entries(deadlines).flatMap(([name, change]) =>
      change === undefined ? [] : [[name, timeOf(change, recordedAt)?.toISOString() ?? 'cancel'] as const],
    )
    const wanted = {
      commands: commands.map(({ type, data }) => ({ type, data })),
      deadlines: Object.fromEntries(changes),
      completed,
    }
    const [found, hoped] = [summaryOf(reaction), summaryOf(wanted)]
    assertSame(
      reaction,
      wanted,
      found === hoped ? 'expected another reaction' : `expected ${hoped}, found ${found}`,
    )
  }

  /** Expects that nothing is done: no command, no change of a deadline, and the process goes on. @throws AssertionError */
  thenNothing(): void {
    const wanted = { commands: [], deadlines: {}, completed: false }
    assertSame(this.#played.reaction, wanted, `expected nothing, found ${summaryOf(this.#played.reaction)}`)
  }

  /** Expects the state that all inputs lead to. @throws AssertionError */
  thenState(expected: State): void {
    assertSame(this.#played.state, expected, 'expected another state')
  }
}

function summaryOf({ commands, deadlines, completed }: Played<unknown>['reaction']): string {
  const parts = commands.map(({ type }) => type)
  for (const [name, change] of Object.entries(deadlines)) {
    parts.push(change === 'cancel' ? `deadline "${name}" cancelled` : `deadline "${name}" at ${change}`)
  }
  if (completed) parts.push('completed')
  return parts.join(', ') || 'nothing'
}
