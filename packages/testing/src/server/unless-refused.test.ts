import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { unlessRefused } from './unless-refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'uno-ts-refused-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('work that may take long to fail', () => {
  it('is refused at once for a day, then tried again, and forgets its refusal when it is done', async () => {
    const file = join(folder, 'a.refused')
    let tries = 0
    const refuse = () => Promise.resolve(`no network at try ${++tries}`)
    expect(await unlessRefused(file, refuse)).toBe('no network at try 1')
    expect(await unlessRefused(file, refuse)).toBe(
      `no network at try 1 (tried before; remove ${file} to try again)`,
    )
    const yesterday = new Date(Date.now() - 25 * 60 * 60_000)
    utimesSync(file, yesterday, yesterday)
    expect(await unlessRefused(file, refuse)).toBe('no network at try 2')
    utimesSync(file, yesterday, yesterday)
    expect(await unlessRefused(file, () => Promise.resolve(undefined))).toBeUndefined()
    expect(existsSync(file)).toBe(false)
  })
})
