import type { Path } from '../../suite/path.ts'
import { byHandCommand } from './by-hand-command.ts'
import { commandPath } from './command-path.ts'
import { emmettCommand } from './emmett-command.ts'
import { unoTsCommand } from './uno-ts-command.ts'

/** Event-sourced commands, alone and side by side. */
export const commandPaths: readonly Path[] = [
  commandPath({
    id: 'command',
    inFlight: 1,
    connections: 1,
    commands: 2_000,
    contenders: [unoTsCommand, byHandCommand],
    targets: [{ ours: unoTsCommand.name, against: byHandCommand.name, ratio: 0.85 }],
  }),
  commandPath({
    id: 'command-20',
    inFlight: 20,
    connections: 20,
    commands: 5_000,
    contenders: [unoTsCommand, emmettCommand],
    targets: [{ ours: unoTsCommand.name, against: emmettCommand.name, ratio: 4 }],
  }),
]
