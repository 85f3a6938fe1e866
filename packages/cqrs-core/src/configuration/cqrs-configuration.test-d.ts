import type { ConfigurationPart } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { CommandBusOptions } from '../command-bus/command-bus.ts'
import type { RetryOnConflictOptions } from '../middleware/retry-on-conflict.ts'
import type { ParallelCommandBusOptions } from '../parallel/parallel-command-bus.ts'
import type { PrioritizedCommandBusOptions } from '../priority/prioritized-command-bus.ts'
import type { QueryBusOptions } from '../query-bus/query-bus.ts'
import type { ThrottleOptions } from '../throttle/throttle-options.ts'
import type { CQRSIntegrationConfig, cqrsConfiguration } from './cqrs-configuration.ts'

expectTypeOf<typeof cqrsConfiguration>().toExtend<ConfigurationPart>()

// Each group is handed to what it is named after.
type Group<Name extends keyof CQRSIntegrationConfig> = Required<NonNullable<CQRSIntegrationConfig[Name]>>
type Fits<Options> = { readonly [Name in keyof Options]-?: Options[Name] }
expectTypeOf<Group<'retry'>>().toExtend<Partial<Fits<RetryOnConflictOptions>>>()
expectTypeOf<Group<'throttle'>>().toExtend<Partial<Fits<ThrottleOptions>>>()
expectTypeOf<Group<'priority'>>().toExtend<Partial<Fits<PrioritizedCommandBusOptions>>>()
expectTypeOf<Group<'parallel'>>().toExtend<Partial<Fits<ParallelCommandBusOptions>>>()

// A group has no name that its class does not know.
expectTypeOf<keyof Group<'retry'>>().toExtend<keyof RetryOnConflictOptions>()
expectTypeOf<keyof Group<'throttle'>>().toExtend<keyof ThrottleOptions>()
expectTypeOf<keyof Group<'priority'>>().toExtend<keyof PrioritizedCommandBusOptions>()
expectTypeOf<keyof Group<'parallel'>>().toExtend<keyof ParallelCommandBusOptions>()

// The time of a message is an option of both buses.
expectTypeOf<Pick<CQRSIntegrationConfig, 'messageTimeoutMs'>>().toExtend<
  Partial<CommandBusOptions & QueryBusOptions>
>()
