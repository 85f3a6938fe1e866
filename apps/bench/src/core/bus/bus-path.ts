import { strictEqual } from 'node:assert/strict'
import { perSecond } from '../../measure/per-second.ts'
import type { Path, Target } from '../../suite/path.ts'

/** Somebody who takes a command with a number to its handler, which adds it to the total. */
export interface BusContender {
  readonly name: string
  open(): Promise<OpenBus>
}

/** A bus that is ready. */
export interface OpenBus extends AsyncDisposable {
  /** Executes commands one after the other, each with the next number from 0, in a loop that does nothing else. */
  executeMany(times: number): Promise<void>
  /** The sum of the numbers its handler was given since it was opened. */
  total(): number
}

/** What {@link busPath} makes a path of. */
export interface BusPathOptions {
  readonly id: string
  readonly does: string
  readonly contenders: readonly BusContender[]
  readonly targets: readonly Target[]
  /** Commands a round. */
  readonly commands: number
}

/** A path on which commands go to a handler that does next to nothing: what counts is the way there. */
export function busPath({ id, does, contenders, targets, commands }: BusPathOptions): Path {
  return {
    id,
    does: `${commands} commands, awaited one after the other: ${does}`,
    unit: 'commands/s',
    better: 'higher',
    targets,
    async open() {
      await using opened = new AsyncDisposableStack()
      const running: { readonly name: string; readonly bus: OpenBus }[] = []
      for (const one of contenders) running.push({ name: one.name, bus: opened.use(await one.open()) })
      const sum = (commands * (commands - 1)) / 2
      const resources = opened.move()
      return {
        contenders: running.map(({ name, bus }) => ({
          name,
          async run() {
            const before = bus.total()
            const figure = await perSecond(commands, () => bus.executeMany(commands))
            strictEqual(bus.total() - before, sum, `${name}: not every command was handled once`)
            return figure
          },
        })),
        verify: async () => undefined, // each round was
        [Symbol.asyncDispose]: () => resources.disposeAsync(),
      }
    },
  }
}
