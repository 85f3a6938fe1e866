import type { Outcome } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { BatchCommandBus } from '../batch/batch-command-bus.ts'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { ParallelQueryBus } from './parallel-query-bus.ts'

const registry = new HandlerRegistry()
const count = defineCommand({ type: 'Count', data: z.object({}), result: z.number() })
const name = defineCommand({ type: 'Name', data: z.object({}), result: z.string() })
const find = defineQuery({ type: 'Find', data: z.object({}), result: z.boolean() })
const batches = new BatchCommandBus({ commandBus: new CommandBus({ registry }) })
const queries = new ParallelQueryBus({ queryBus: new QueryBus({ registry }) })

// Every place of a list knows its own result.
const [counted, named] = await batches.executeBatch([count({}), name({})], { mode: 'parallel' })
expectTypeOf(counted).toEqualTypeOf<Outcome<number>>()
expectTypeOf(named).toEqualTypeOf<Outcome<string>>()

const found = await queries.executeAll([1, 2, 3].map(() => find({})))
expectTypeOf(found).toEqualTypeOf<readonly Outcome<boolean>[]>()

// A stream of commands gives a stream of outcomes.
async function* counts() {
  yield count({})
}
const streamed = batches.executeBatch(counts(), { mode: 'atomic', batchSize: 10 })
expectTypeOf(streamed).toEqualTypeOf<AsyncGenerator<Outcome<number>, void, undefined>>()

// @ts-expect-error what a failure means for the others must be said
void batches.executeBatch([count({})], {})
// @ts-expect-error a query is no command
void batches.executeBatch([find({})], { mode: 'parallel' })
// @ts-expect-error a list is all or nothing as a whole
void batches.executeBatch([count({})], { mode: 'atomic', batchSize: 10 })
// @ts-expect-error a command is no query
void queries.executeAll([count({})])
