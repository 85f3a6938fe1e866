import type { ConfigurationPart } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { ProjectionRunnerOptions } from '../runner/projection-runner-options.ts'
import type { ProjectionIntegrationConfig, projectionConfiguration } from './projection-configuration.ts'

expectTypeOf<typeof projectionConfiguration>().toExtend<ConfigurationPart>()

// Every setting is an option of that name, and of that type.
expectTypeOf<ProjectionIntegrationConfig>().toExtend<Partial<ProjectionRunnerOptions>>()
expectTypeOf<keyof ProjectionIntegrationConfig>().toExtend<keyof ProjectionRunnerOptions>()
