import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { embedded } from '../embedded.ts'

/** The one fresh database of this file is made with an extension: that is the longer way, and costs seconds. */
const extensions = ['vector'] as const

let cacheDir: string
let made: string
let firstCost: number
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
  firstCost = await cost({ cacheDir: made })
})
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
  cpSync(made, cacheDir, { recursive: true })
})
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }))
afterAll(() => rmSync(made, { recursive: true, force: true }))

/** Opens a database, checks that it works, and says how much time of the processor it took. */
async function cost(options: Parameters<typeof embedded>[0] = {}): Promise<number> {
  const before = process.cpuUsage()
  await using database = await embedded({ cacheDir, extensions, ...options })
  const { user, system } = process.cpuUsage(before)
  const { rows } = await database.pool.query("select '[1,2]'::vector <-> '[4,6]'::vector as distance")
  expect(rows).toEqual([{ distance: 5 }])
  return (user + system) / 1000
}

const snapshots = () => readdirSync(cacheDir)

describe('the snapshot of a fresh database', () => {
  it('holds its extensions, and makes every later start cheaper, in memory and in a folder', async () => {
    expect(snapshots()).toEqual([expect.stringMatching(/^pglite-[\d.]+-vector\.snapshot$/)])
    const inMemory = await cost()
    const inFolder = await cost({ dir: join(cacheDir, 'data') })
    expect(inMemory).toBeLessThan(firstCost * 0.6)
    expect(inFolder).toBeLessThan(firstCost * 0.8)
  })

  it('is made again when it is damaged', async () => {
    const file = join(cacheDir, snapshots()[0] ?? '')
    const whole = statSync(file).size
    truncateSync(file, whole / 2)
    await cost()
    expect(statSync(file).size).toBe(whole)
  })
})
