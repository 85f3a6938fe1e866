import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { RuleViolation, type UnitOfWorkFactory } from '@uno-ts/types'
import { z } from 'zod'
import {
  authorise,
  CommandBus,
  defineCommand,
  defineQuery,
  ErrorRate,
  HandlerRegistry,
  log,
  metrics,
  QueryBus,
  retryOnConflict,
  standardMiddleware,
  throttle,
  trace,
  transaction,
  validate,
} from '../src/index.ts'

const note = defineCommand({ type: 'Note', data: z.object({ nr: z.number() }), result: z.number() })
const nested = defineCommand({ type: 'Nested', data: z.object({ nr: z.number() }), result: z.number() })
const ask = defineQuery({ type: 'Ask', data: z.object({ nr: z.number() }), result: z.array(z.number()) })

/** What a long run has come to. */
export interface LongRun {
  readonly handled: number
  readonly refused: number
  /** How much more of the heap is in use at its end than after its first tenth. */
  readonly grownBytes: number
}

/**
 * Executes so many messages through all middleware that needs no database: commands that send a nested one, queries, and
 * refusals; some with a deadline, all with one signal that lives as long as the run.
 */
export async function executeMany(messages: number): Promise<LongRun> {
  const counts = { handled: 0, refused: 0 }
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(nested, async ({ nr }) => {
    counts.handled++
    return nr
  })
  registry.registerCommandHandler(note, async ({ nr }, parent) => {
    counts.handled++
    if (nr % 7 === 0) throw new RuleViolation('SEVENTH', 'every seventh is refused')
    return parent.commandBus?.execute(nested({ nr }), { parent }) ?? nr
  })
  registry.registerQueryHandler(ask, async ({ nr }) => {
    counts.handled++
    return [nr]
  })
  const errorRate = new ErrorRate()
  const eventStore = new InMemoryEventStore()
  // A factory each: it remembers the units it has begun.
  const unitOfWork: UnitOfWorkFactory = {
    begin: (options) => new InMemoryUnitOfWorkFactory({ eventStore }).begin(options),
  }
  const middleware = standardMiddleware({
    trace: trace(),
    metrics: [metrics(), errorRate.middleware()],
    log: log(),
    authorise: authorise({ policies: {}, otherwise: 'public' }),
    validate: validate(),
    throttle: throttle({ everyType: { perSecond: 1e9, burst: 1e9 } }),
    retryOnConflict: retryOnConflict(),
    transaction: transaction({ unitOfWork }),
  })
  const queryBus = new QueryBus({ registry, middleware })
  const commandBus = new CommandBus({ registry, middleware, queryBus })
  const { signal } = new AbortController()
  const execute = async (nr: number) => {
    const deadline = nr % 5 === 0 ? Date.now() + 60_000 : undefined
    if (nr % 3 === 0) return queryBus.execute(ask({ nr }), { signal, deadline })
    return commandBus.execute(note({ nr }), { signal, deadline, principal: { id: `p${nr}`, scopes: [] } })
  }

  let early = 0
  for (let nr = 1; counts.handled < messages; nr++) {
    await execute(nr).catch(() => counts.refused++)
    if (early === 0 && counts.handled >= messages / 10) early = heapInUse()
  }
  return { ...counts, grownBytes: heapInUse() - early }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapInUse(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
