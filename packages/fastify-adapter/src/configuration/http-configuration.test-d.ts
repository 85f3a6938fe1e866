import type { ConfigurationPart } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { ChangesRouteOptions } from '../changes-route/changes-route.ts'
import type { HealthRoutesOptions } from '../health/health-routes.ts'
import type { HttpIntegrationConfig, httpConfiguration } from './http-configuration.ts'

expectTypeOf<typeof httpConfiguration>().toExtend<ConfigurationPart>()
expectTypeOf<HttpIntegrationConfig['port']>().toEqualTypeOf<number>()

// Every setting of a group is an option of that name, and of that type.
expectTypeOf<NonNullable<HttpIntegrationConfig['health']>>().toExtend<HealthRoutesOptions>()
expectTypeOf<NonNullable<HttpIntegrationConfig['changes']>>().toExtend<Partial<ChangesRouteOptions<never>>>()
expectTypeOf<keyof NonNullable<HttpIntegrationConfig['changes']>>().toExtend<
  keyof ChangesRouteOptions<never>
>()
