import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findRedis } from './find-redis.ts'

describe('finding Redis', () => {
  let scratch: string
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
  })
  afterEach(() => rmSync(scratch, { recursive: true, force: true }))

  function program(folder: string, name: string): string {
    const file = join(scratch, folder, name)
    mkdirSync(join(scratch, folder), { recursive: true })
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 })
    return file
  }

  it('takes the program that REDIS_SERVER_BIN names before any other', async () => {
    program('a', 'redis-server')
    const named = program('b', 'my-redis')
    const env = { REDIS_SERVER_BIN: named, PATH: join(scratch, 'a') }
    expect(await findRedis({ env, cache: scratch })).toMatchObject({ file: named })
  })

  it('takes redis-server from PATH, before a valkey-server that stands earlier on it', async () => {
    program('a', 'valkey-server')
    const redis = program('b', 'redis-server')
    const env = { PATH: [join(scratch, 'a'), join(scratch, 'b')].join(delimiter) }
    expect(await findRedis({ env, cache: scratch })).toMatchObject({ file: redis })
  })

  it('takes valkey-server when there is no redis-server', async () => {
    const valkey = program('a', 'valkey-server')
    expect(await findRedis({ env: { PATH: join(scratch, 'a') }, cache: scratch })).toMatchObject({
      file: valkey,
    })
  })

  it('takes the unpacked Debian package with its libraries when nothing is on PATH', async () => {
    const unpacked = program('redis-deb/usr/bin', 'redis-server')
    const libraries = join(scratch, 'redis-deb/usr/lib/x86_64-linux-gnu')
    mkdirSync(libraries, { recursive: true })
    expect(await findRedis({ env: { PATH: '' }, cache: scratch })).toMatchObject({
      file: unpacked,
      env: { LD_LIBRARY_PATH: libraries },
    })
  })
})
