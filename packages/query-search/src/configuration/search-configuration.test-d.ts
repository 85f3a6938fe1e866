import type { ConfigurationPart } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { FullTextSearchOptions } from '../full-text/full-text-search.ts'
import type { SearchIntegrationConfig, searchConfiguration } from './search-configuration.ts'

expectTypeOf<typeof searchConfiguration>().toExtend<ConfigurationPart>()

// Every setting is an option of that name, and of that type.
expectTypeOf<SearchIntegrationConfig>().toExtend<Partial<FullTextSearchOptions<unknown>>>()
expectTypeOf<keyof SearchIntegrationConfig>().toExtend<keyof FullTextSearchOptions<unknown>>()
