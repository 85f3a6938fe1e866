import type { ConfigurationPart, Secret } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { PostgresEventStoreOptions } from '../postgres-event-store.ts'
import type { PostgresUnitOfWorkFactoryOptions } from '../unit-of-work/postgres-unit-of-work-factory.ts'
import type { DatabaseConfig, databaseConfiguration } from './database-configuration.ts'
import type { EventStoreIntegrationConfig, eventStoreConfiguration } from './event-store-configuration.ts'

expectTypeOf<typeof databaseConfiguration>().toExtend<ConfigurationPart>()
expectTypeOf<typeof eventStoreConfiguration>().toExtend<ConfigurationPart>()
expectTypeOf<DatabaseConfig['url']>().toEqualTypeOf<Secret | undefined>()

// Every setting is an option of that name, and of that type.
type Options = Omit<PostgresEventStoreOptions, 'pool'> &
  Pick<PostgresUnitOfWorkFactoryOptions, 'appendTimeoutMs'>
expectTypeOf<EventStoreIntegrationConfig>().toExtend<Options>()
expectTypeOf<keyof EventStoreIntegrationConfig>().toExtend<keyof Options>()
