import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeLock } from './folder-lock.ts'
import { processIdentity } from './process-identity.ts'

describe('the lock of a folder', () => {
  let dir: string
  let file: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
    file = join(dir, 'lock')
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  async function take(): Promise<'taken' | number> {
    const lock = await takeLock(file)
    return 'release' in lock ? 'taken' : lock.pid
  }

  it('names its holder to whoever comes second, and is free after its release', async () => {
    const lock = await takeLock(file)
    expect(await take()).toBe(process.pid)
    if ('release' in lock) await lock.release()
    expect(readdirSync(dir)).toEqual([])
    expect(await take()).toBe('taken')
  })

  it('is taken over from a process that is gone', async () => {
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'long ago' }))
    expect(await take()).toBe('taken')
  })

  it('is taken over when its process id belongs to another process now', async () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'before somebody else got this id' }))
    expect(await take()).toBe('taken')
  })

  it('is not taken over from a process that lives', async () => {
    writeFileSync(file, JSON.stringify(processIdentity(process.ppid)))
    expect(await take()).toBe(process.ppid)
  })

  it('is taken over when nobody can read who held it', async () => {
    writeFileSync(file, '')
    expect(await take()).toBe('taken')
  })

  it('goes to exactly one of many who find it stale, even when one died while taking it over', async () => {
    const dead = JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'long ago' })
    writeFileSync(file, dead)
    writeFileSync(`${file}.takeover`, dead)
    const outcomes = await Promise.all(Array.from({ length: 20 }, take))
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === process.pid)).toHaveLength(19)
    expect(readdirSync(dir)).toEqual(['lock'])
  })
})
