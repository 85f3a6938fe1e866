import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { claimedTopics } from './conformance-case.ts'
import { eventStoreCases } from './event-store/event-store-cases.ts'

const suite = fileURLToPath(import.meta.resolve('../../test/node-test/in-memory-event-store.ts'))

/** Runs the suite with Node's own runner; `NODE_TEST_CONTEXT` would make it report to a runner above. */
function underNodeTest(...args: string[]) {
  const flags = ['--conditions=@uno-ts/source', '--test-reporter=tap', suite, ...args]
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
  return spawnSync(process.execPath, flags, { env, encoding: 'utf8', timeout: 60_000 })
}

describe('a suite under node:test', { timeout: 60_000 }, () => {
  const { count } = claimedTopics(eventStoreCases, [])

  it('passes an honest store with every case, and loads no other runner', () => {
    const { status, stdout } = underNodeTest()
    expect(stdout).toContain(`ran each of its ${count} cases; not claimed: archiving (`)
    expect(stdout).toContain(`# tests ${count + 1}`)
    expect(stdout).toContain('# fail 0')
    expect(status).toBe(0)
  })

  it('fails a broken store by the names of the cases', () => {
    const { status, stdout } = underNodeTest('--broken')
    expect(status).not.toBe(0)
    expect(stdout).toMatch(/not ok \d+ - lets exactly one of twenty appends win that expect the same version/)
  })
})
