import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { CommitResult, UnitOfWork, UnitOfWorkFactory } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { BatchCommandBus } from './batch-command-bus.ts'
import type { BatchMode } from './batch-options.ts'

const commands = 100_000
const note = defineCommand({
  type: 'Note',
  data: z.object({ text: z.string() }),
  result: z.object({ text: z.string() }),
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapInUse(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** A unit of work that keeps nothing: what is measured is the batch. */
function forgetful(): UnitOfWork {
  const nothing: CommitResult = { appends: [], globalPosition: undefined }
  return {
    state: 'active',
    append: () => undefined,
    require: () => undefined,
    pending: () => [],
    transaction: () => Promise.reject(new Error('there is no database')),
    beforeCommit: () => undefined,
    onCommit: () => undefined,
    commit: async () => nothing,
    rollback: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
}
const unitOfWork: UnitOfWorkFactory = { begin: forgetful }

describe('a stream of 100,000 commands', () => {
  it.each<BatchMode>(['atomic', 'sequential', 'parallel'])('needs the memory of a few (%s)', async (mode) => {
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(note, async ({ text }) => ({ text: `${text} noted` }))
    const batches = new BatchCommandBus({ commandBus: new CommandBus({ registry }), unitOfWork })
    let made = 0
    let furthestAhead = 0
    let told = 0
    async function* source() {
      for (; made < commands; made++) yield note({ text: `${made} ${'x'.repeat(1_000)}` })
    }
    let early = 0
    for await (const outcome of batches.executeBatch(source(), { mode })) {
      if (!outcome.ok) throw outcome.error
      furthestAhead = Math.max(furthestAhead, made - told)
      told++
      if (told === commands / 10) early = heapInUse()
    }
    expect(told).toBe(commands)
    expect(furthestAhead).toBeLessThanOrEqual(101)
    expect(heapInUse() - early).toBeLessThan(4 * 1_024 * 1_024) // 90,000 commands of a kilobyte would be 90 MB
  })
})
