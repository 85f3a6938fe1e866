import type { ConfigurationPart, ReadModelDefinition, Secret } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { MemoryCacheOptions } from '../cache/memory-cache.ts'
import type { RedisCacheRepositoryOptions } from '../cache/redis-cache-repository.ts'
import type { HybridReadModelRepositoryOptions } from '../hybrid/hybrid-read-model-repository.ts'
import type { PostgresReadModelRepositoryOptions } from '../repository/postgres-read-model-repository.ts'
import type { RedisSignalBusOptions } from '../signal/redis-signal-bus.ts'
import type { ReadModelIntegrationConfig, readModelConfiguration } from './read-model-configuration.ts'
import type { RedisConfig, redisConfiguration } from './redis-configuration.ts'

expectTypeOf<typeof readModelConfiguration>().toExtend<ConfigurationPart>()
expectTypeOf<typeof redisConfiguration>().toExtend<ConfigurationPart>()
expectTypeOf<RedisConfig['url']>().toEqualTypeOf<Secret | undefined>()

// Every setting is an option of that name, and of that type.
type Config = ReadModelIntegrationConfig
type Group<Name extends 'memoryCache' | 'redisCache' | 'redisSignals'> = NonNullable<Config[Name]>
expectTypeOf<Pick<Config, 'schema' | 'tenant'>>().toExtend<
  Partial<PostgresReadModelRepositoryOptions<ReadModelDefinition>>
>()
expectTypeOf<Pick<Config, 'maxStalenessMs' | 'tenant'>>().toExtend<
  Partial<HybridReadModelRepositoryOptions<unknown>>
>()
expectTypeOf<Group<'memoryCache'>>().toExtend<MemoryCacheOptions>()
expectTypeOf<Group<'redisCache'>>().toExtend<Partial<RedisCacheRepositoryOptions>>()
expectTypeOf<Group<'redisSignals'>>().toExtend<Partial<RedisSignalBusOptions>>()
