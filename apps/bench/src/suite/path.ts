import type { PostgresServer } from '@uno-ts/testing'

/** Which way is good: more events a second, or fewer milliseconds. */
export type Better = 'higher' | 'lower'

/** How a path's own contender should do against another one. */
export interface Target {
  /** The name of our contender. */
  readonly ours: string
  /** The name of the contender it is compared with. */
  readonly against: string
  /** The least ratio, bigger being better whatever the unit is. Default: any; the ratio is only told. */
  readonly ratio?: number | undefined
  /** Two others, who do the same under other circumstances. Then the ratio is divided by theirs. */
  readonly relativeTo?: Pick<Target, 'ours' | 'against'> | undefined
}

/** One measurement: what is done, by whom, and how well we want to do it. A suite is a list of these. */
export interface Path {
  /** Stable: it names the path in results. */
  readonly id: string
  /** What one contender does, in a sentence for whoever reads the table. */
  readonly does: string
  readonly unit: string
  readonly better: Better
  readonly targets: readonly Target[]
  /** How many rounds count unless the command says. Default 15. */
  readonly rounds?: number | undefined
  /** What the server is started with, beside our own settings. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Prepares all contenders side by side on one server, and checks that their output is equal. */
  open(server: PostgresServer): Promise<OpenPath>
}

/** A path whose contenders are ready to run. Disposing it closes what they opened. */
export interface OpenPath extends AsyncDisposable {
  readonly contenders: readonly Contender[]
  /** @throws when the contenders did not do equal work; called once, after the last round */
  verify(): Promise<void>
}

/** Somebody who does a path's work. */
export interface Contender {
  /** Unique within its path. */
  readonly name: string
  /** Does one round, and answers the figure in the path's unit. */
  run(): Promise<number>
}
