import { startPostgres } from '@uno-ts/testing'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { measurePath } from '../measure/measure-path.ts'
import type { Path } from '../suite/path.ts'
import { busPath } from './bus/bus-path.ts'
import { inLine } from './bus/in-line.ts'
import { nestBus } from './bus/nest-bus.ts'
import { unoTsBus } from './bus/uno-ts-bus.ts'
import { byHandCommand } from './command/by-hand-command.ts'
import { commandPath } from './command/command-path.ts'
import { emmettCommand } from './command/emmett-command.ts'
import { unoTsCommand } from './command/uno-ts-command.ts'
import { corePaths } from './core-paths.ts'

const server = await startPostgres({ url: inject('postgresUrl') })
afterAll(() => server.stop())

const buses = [unoTsBus('uno-ts', []), nestBus, inLine]
const handlers = [unoTsCommand, byHandCommand, emmettCommand]

describe('paths of commands with little to do', () => {
  it.each<[what: string, path: Path, contenders: readonly { readonly name: string }[]]>([
    ['buses', busPath({ id: 'b', does: '', commands: 100, contenders: buses, targets: [] }), buses],
    [
      'event-sourced commands',
      commandPath({ id: 'c', inFlight: 2, connections: 2, commands: 10, contenders: handlers, targets: [] }),
      handlers,
    ],
  ])('%s: equal work, and a figure for each contender', async (_, path, contenders) => {
    const samples = await measurePath(path, { server, rounds: 1 })
    expect([...samples.keys()]).toEqual(contenders.map(({ name }) => name))
    for (const figures of samples.values()) expect(figures[0]).toBeGreaterThan(0)
  })

  it('are found under names of their own', () => {
    const ids = corePaths.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(
      expect.arrayContaining(['bus', 'bus-pipeline', 'command', 'command-20', 'batch-atomic']),
    )
  })
})
