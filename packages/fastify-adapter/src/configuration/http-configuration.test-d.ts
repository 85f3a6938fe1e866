import type { ConfigurationPart } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { ChangesRouteOptions } from '../changes-route/changes-route.ts'
import type { HealthRoutesOptions } from '../health/health-routes.ts'
import type { ServerLimits } from '../plugin/cqrs-server-options.ts'
import type { GracefulShutdownOptions } from '../shutdown/graceful-shutdown.ts'
import type { WebSocketConfig } from '../web-socket/web-socket-config.ts'
import type { HttpIntegrationConfig, httpConfiguration } from './http-configuration.ts'

expectTypeOf<typeof httpConfiguration>().toExtend<ConfigurationPart>()
expectTypeOf<HttpIntegrationConfig['port']>().toEqualTypeOf<number>()

type Group<Name extends keyof HttpIntegrationConfig> = NonNullable<HttpIntegrationConfig[Name]>
expectTypeOf<Group<'limits'>>().toExtend<ServerLimits>()
expectTypeOf<keyof Group<'limits'>>().toEqualTypeOf<keyof ServerLimits>()
expectTypeOf<Group<'shutdown'>>().toExtend<GracefulShutdownOptions>()
expectTypeOf<keyof Group<'shutdown'>>().toExtend<keyof GracefulShutdownOptions>()
expectTypeOf<Group<'webSocket'>>().toExtend<Partial<WebSocketConfig>>()
expectTypeOf<keyof Group<'webSocket'>>().toExtend<keyof WebSocketConfig>()

// Every setting of a group is an option of that name, and of that type.
expectTypeOf<NonNullable<HttpIntegrationConfig['health']>>().toExtend<HealthRoutesOptions>()
expectTypeOf<NonNullable<HttpIntegrationConfig['changes']>>().toExtend<Partial<ChangesRouteOptions<never>>>()
expectTypeOf<keyof NonNullable<HttpIntegrationConfig['changes']>>().toExtend<
  keyof ChangesRouteOptions<never>
>()
