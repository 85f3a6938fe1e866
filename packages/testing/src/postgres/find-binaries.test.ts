import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findBinaries } from './find-binaries.ts'

describe('finding PostgreSQL', () => {
  let scratch: string
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
  })
  afterEach(() => rmSync(scratch, { recursive: true, force: true }))

  /** A `postgres` that tells its version, and does nothing else. */
  function programs(folder: string, version: string): string {
    const path = join(scratch, folder)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'postgres'), `#!/bin/sh\necho "postgres (PostgreSQL) ${version}"\n`, {
      mode: 0o755,
    })
    return path
  }

  const find = (path: string, version?: number) =>
    findBinaries({ account: undefined, cache: scratch, path, version })

  it('takes the one from npm before any other', async () => {
    expect(await find(programs('local', '97.1'))).toMatchObject({ origin: 'npm', major: 18 })
  })

  it('takes the one on PATH when it is the wanted version', async () => {
    const folder = programs('local', '97.1')
    expect(await find(folder, 97)).toMatchObject({ folder, origin: folder, version: '97.1', major: 97 })
  })

  it('takes the unpacked Debian package, with its libraries, when no other is the wanted version', async () => {
    const folder = programs('postgresql-97-deb/usr/lib/postgresql/97/bin', '97.2')
    const libraries = join(scratch, 'postgresql-97-deb/usr/lib/x86_64-linux-gnu')
    mkdirSync(libraries, { recursive: true })
    expect(await find(programs('local', '96.0'), 97)).toMatchObject({
      folder,
      origin: "Debian's postgresql-97",
      env: { LD_LIBRARY_PATH: libraries },
    })
  })

  it('says of each why it would not do', async () => {
    programs('postgresql-97-deb/usr/lib/postgresql/97/bin', '97.2')
    const finding = findBinaries({
      account: undefined,
      cache: scratch,
      path: programs('local', '14.9'),
      version: 97,
      extensions: ['vector'],
    })
    await expect(finding).rejects.toMatchObject({
      code: 'ERR_SERVICE_UNAVAILABLE',
      service: 'PostgreSQL 97 with vector',
      attempts: expect.arrayContaining([
        expect.stringMatching(/^npm: it is version 18/),
        `${join(scratch, 'local')}: it is version 14.9`,
      ]),
    })
  })
})
