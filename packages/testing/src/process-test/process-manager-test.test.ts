import type { Event, RecordedEvent } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { commandFailed, commandRefused, deadlinePassed } from './given-input.ts'
import { ProcessManagerTest } from './process-manager-test.ts'
import type { TestedProcessManager } from './tested-process-manager.ts'

type Placed = Event<'OrderPlaced', { readonly orderId: string }>
type Paid = Event<'OrderPaid', { readonly orderId: string }>
type Command = { readonly type: 'Pay' | 'Cancel'; readonly data: { readonly orderId: string } }
type Input =
  | RecordedEvent<Placed | Paid>
  | {
      readonly type: 'DeadlinePassed'
      readonly data: { readonly name: 'payment'; readonly at: Date }
      readonly recordedAt: Date
    }
  | {
      readonly type: 'CommandRefused' | 'CommandFailed'
      readonly data: { readonly command: Command; readonly code: string }
    }
interface Reaction {
  readonly commands?: readonly { readonly type: Command['type']; readonly data: unknown }[]
  readonly deadlines?: { readonly payment?: Date | { readonly afterMs: number } | 'cancel' }
  readonly completed?: boolean
}
type Manager = TestedProcessManager<readonly string[], Input, Reaction>

const pay: Command = { type: 'Pay', data: { orderId: '7' } }
const cancel: Command = { type: 'Cancel', data: { orderId: '7' } }

const payment: Manager = {
  name: 'payment',
  eventTypes: ['OrderPlaced', 'OrderPaid'],
  startedBy: ['OrderPlaced'],
  commands: [{ type: 'Pay' }, { type: 'Cancel' }],
  deadlines: ['payment'],
  correlate: ({ data }) => (data as Placed['data']).orderId,
  initialState: () => [],
  evolve: (heard, { type }) => [...heard, type],
  react(_heard, input): Reaction | undefined {
    switch (input.type) {
      case 'OrderPlaced':
        return { commands: [pay], deadlines: { payment: { afterMs: 60_000 } } }
      case 'OrderPaid':
        return { deadlines: { payment: 'cancel' } }
      case 'DeadlinePassed':
      case 'CommandRefused':
        return { commands: [cancel], completed: true }
      case 'CommandFailed':
        return undefined
    }
  },
}

const placed: Placed = { type: 'OrderPlaced', data: { orderId: '7' } }
const paid: Paid = { type: 'OrderPaid', data: { orderId: '7' } }
const test = new ProcessManagerTest({ processManager: payment })
const given: typeof test.given = (...inputs) => test.given(...inputs)

const messageOf = (act: () => void): string => {
  try {
    act()
  } catch (error) {
    return (error as Error).message
  }
  return 'it passes'
}

describe('the test of a process manager', () => {
  it('tells what is done about events, deadlines that pass, and commands that do not succeed', () => {
    given()
      .when(placed)
      .then({ commands: [pay], deadlines: { payment: { afterMs: 60_000 } } })
    given(placed)
      .when(paid)
      .then({ deadlines: { payment: 'cancel' } })
    given(placed)
      .when(deadlinePassed('payment'))
      .then({ commands: [cancel], completed: true })
    given(placed)
      .when(commandRefused(pay, 'CARD_DECLINED'))
      .then({ commands: [cancel], completed: true })
    given(placed).when(commandFailed(pay)).thenNothing()
    given(placed).when(paid).thenState(['OrderPlaced', 'OrderPaid'])
    given().when(paid).thenNothing() // it has not begun
  })

  it('takes a time for what it is: so long after the event, or a moment', () => {
    const recordedAt = new Date('2026-03-01T12:00:00Z')
    const at = new Date('2026-03-01T12:01:00Z')
    given()
      .when({ ...placed, recordedAt })
      .then({ commands: [pay], deadlines: { payment: at } })
  })

  it('says what was expected and what was found, with a difference', () => {
    expect(
      messageOf(() =>
        given()
          .when(placed)
          .then({ commands: [cancel] }),
      ),
    ).toMatchInlineSnapshot(`
      "expected Cancel, found Pay, deadline "payment" at 2026-01-01T00:01:01.000Z
      - expected
      + found

        {
          commands: [
            {
      -       type: 'Cancel'
      +       type: 'Pay'
              data: {
                orderId: '7'
              }
            }
          ]
          completed: false
      -   deadlines: {}
      +   deadlines: {
      +     payment: '2026-01-01T00:01:01.000Z'
      +   }
        }"
    `)
    expect(
      messageOf(() =>
        given(placed)
          .when(deadlinePassed('payment'))
          .then({ commands: [{ ...cancel, data: { orderId: '8' } }], completed: true }),
      ),
    ).toMatchInlineSnapshot(`
      "expected another reaction
      - expected
      + found

        {
          commands: [
            {
              type: 'Cancel'
              data: {
      -         orderId: '8'
      +         orderId: '7'
              }
            }
          ]
          completed: true
          deadlines: {}
        }"
    `)
    expect(messageOf(() => given().when(placed).thenNothing())).toContain(
      'expected nothing, found Pay, deadline "payment" at 2026-01-01T00:01:01.000Z',
    )
  })

  it('refuses what cannot come', () => {
    expect(messageOf(() => given(placed, paid).when(deadlinePassed('payment')))).toBe(
      'expected the deadline "payment" to be set before it passes, found none',
    )
    expect(messageOf(() => given(placed).when(commandRefused(cancel, 'NO')))).toContain(
      'expected Cancel to be sent before its end is heard',
    )
    expect(messageOf(() => given(placed, deadlinePassed('payment')).when(paid))).toBe(
      'expected a process that goes on, but it was over after DeadlinePassed: no OrderPaid is heard',
    )
    expect(messageOf(() => given(placed).when({ ...paid, data: { orderId: '8' } }))).toContain(
      'expected events of one process, found OrderPaid of another',
    )
    const lost = { type: 'OrderLost', data: { orderId: '7' } } as unknown as Placed
    expect(messageOf(() => given().when(lost))).toBe(
      'expected an event that "payment" follows, found OrderLost',
    )
  })

  const broken = (parts: Partial<Manager>) =>
    messageOf(() => new ProcessManagerTest({ processManager: { ...payment, ...parts } }).given().when(placed))

  it('gives a process manager away that is not pure', () => {
    let calls = 0
    expect(broken({ react: () => ({ completed: calls++ > 0 }) })).toContain('expected the same twice')
    const shared: string[] = []
    const evolve = (_state: readonly string[], { type }: Input) => {
      shared.push(type)
      return [...shared]
    }
    expect(broken({ evolve })).toContain('expected the same twice')
  })

  it('finds payloads that JSON cannot carry, and names that are none', () => {
    const on = new Date(0)
    expect(broken({ react: () => ({ commands: [{ type: 'Pay', data: { on } }] }) })).toContain(
      'expected the payload of Pay to survive JSON',
    )
    const [commands, deadlines]: [Manager['commands'], string[]] = [[{ type: 'Cancel' }], ['other']]
    expect(broken({ commands })).toBe('expected a command of "payment", found Pay: Cancel')
    expect(broken({ deadlines })).toBe('expected a deadline of "payment", found payment: other')
  })

  it('says that it has no expectation when it is awaited', async () => {
    const decision: unknown = given().when(placed)
    await expect((async () => await decision)()).rejects.toThrow('the test has no expectation')
  })
})
