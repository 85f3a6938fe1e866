import { metrics, standardMiddleware, trace, transaction, validate } from '@uno-ts/cqrs-core'
import type { Path } from '../../suite/path.ts'
import { busPath } from './bus-path.ts'
import { inLine } from './in-line.ts'
import { nestBus } from './nest-bus.ts'
import { unitOfWorkStubs } from './unit-of-work-stub.ts'
import { unoTsBus } from './uno-ts-bus.ts'

const bare = unoTsBus('uno-ts', [])
const observed = unoTsBus('uno-ts observed', standardMiddleware({ trace: trace(), metrics: metrics() }))
const pipeline = unoTsBus(
  'uno-ts pipeline',
  standardMiddleware({
    trace: trace(),
    metrics: metrics(),
    validate: validate(),
    transaction: transaction({ unitOfWork: unitOfWorkStubs }),
  }),
)

/** The way from `execute` to a handler, without a database. */
export const busPaths: readonly Path[] = [
  busPath({
    id: 'bus',
    does: 'no middleware',
    commands: 300_000,
    contenders: [bare, nestBus],
    targets: [{ ours: bare.name, against: nestBus.name, ratio: 1 }],
  }),
  busPath({
    id: 'bus-pipeline',
    does: 'traced, measured, validated, in a unit of work, while nothing listens',
    commands: 200_000,
    contenders: [pipeline, inLine, bare],
    targets: [
      { ours: pipeline.name, against: inLine.name, ratio: 0.5 },
      { ours: pipeline.name, against: bare.name },
    ],
  }),
  busPath({
    id: 'bus-observed',
    does: 'traced and measured, while nothing listens',
    commands: 200_000,
    contenders: [observed, bare],
    targets: [{ ours: observed.name, against: bare.name }],
  }),
]
