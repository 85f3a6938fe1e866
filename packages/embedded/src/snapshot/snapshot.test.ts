import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@uno-ts/types'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Snapshot, type SnapshotOptions } from './snapshot.ts'

const archive = new Blob(['a tar file'])

describe('a snapshot', () => {
  let cacheDir: string
  let warnings: string[]
  beforeEach(() => {
    cacheDir = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
    warnings = []
  })
  afterEach(() => rmSync(cacheDir, { recursive: true, force: true }))

  function snapshot(
    dir: string = cacheDir,
    extensions: SnapshotOptions['extensions'] = ['vector', 'age'],
  ): Snapshot {
    const say = (_facts: object | string, message: string = '') => void warnings.push(message)
    const logger: Logger = { debug: say, info: say, warn: say, error: say }
    return new Snapshot({ cacheDir: dir, extensions, logger })
  }

  it('is read as it was written', async () => {
    await snapshot().write(archive)
    expect(readdirSync(cacheDir)).toEqual([expect.stringMatching(/^pglite-[\d.]+-age-vector\.snapshot$/)])
    expect(await (await snapshot().read())?.text()).toBe('a tar file')
    expect(warnings).toEqual([])
  })

  it('is another one for each set of extensions', async () => {
    await snapshot(cacheDir, []).write(archive)
    expect(readdirSync(cacheDir)).toEqual([expect.stringMatching(/^pglite-[\d.]+\.snapshot$/)])
    expect(await snapshot(cacheDir, ['vector']).read()).toBeUndefined()
    await snapshot(cacheDir, ['vector']).write(archive)
    expect(await (await snapshot(cacheDir, []).read())?.text()).toBe('a tar file')
  })

  it('is not there before somebody wrote it', async () => {
    expect(await snapshot().read()).toBeUndefined()
    expect(warnings).toEqual([])
  })

  it.each([
    ['is cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['has a wrong byte', (bytes: Buffer) => bytes.fill('x', 7, 8)],
    ['is empty', () => Buffer.alloc(0)],
    ['is only a checksum', () => Buffer.alloc(4)],
  ])('is thrown away when it %s', async (_how, damage) => {
    await snapshot().write(archive)
    const file = join(cacheDir, readdirSync(cacheDir)[0] ?? '')
    writeFileSync(file, damage(readFileSync(file)))
    expect(await snapshot().read()).toBeUndefined()
    expect(readdirSync(cacheDir)).toEqual([])
    expect(warnings).toEqual(['a damaged snapshot was thrown away'])
  })

  it('may be written by many at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => snapshot().write(archive)))
    expect(readdirSync(cacheDir)).toHaveLength(1)
    expect(await (await snapshot().read())?.text()).toBe('a tar file')
  })

  it('is done without where it cannot be kept', async () => {
    writeFileSync(join(cacheDir, 'file'), '')
    await snapshot(join(cacheDir, 'file', 'below')).write(archive)
    expect(warnings).toEqual(['the snapshot of a fresh database was not kept'])
  })
})
