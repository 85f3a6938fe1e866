import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { isOrphan, ownPrefix } from './database-owner.ts'

const ended = spawnSync(process.execPath, ['--version']).pid

describe('a database', () => {
  it('is an orphan when its process has ended', () => {
    expect(isOrphan(`${ownPrefix()}${ended}_abc123`)).toBe(true)
  })

  it.each([
    ['its process lives', `${ownPrefix()}${process.pid}_abc123`],
    ['its process is somebody else’s', `${ownPrefix()}1_abc123`],
    ['it was made on another machine', `test_00000000_${ended}_abc123`],
    ['somebody gave it its name', `${ownPrefix()}shop`],
    ['its name says nothing', 'postgres'],
  ])('is none when %s', (_why, name) => expect(isOrphan(name)).toBe(false))
})
