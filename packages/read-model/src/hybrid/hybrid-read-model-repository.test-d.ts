import type { Page } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { HybridReadModelRepository } from './hybrid-read-model-repository.ts'

interface Country {
  readonly code: string
  readonly name: string
  readonly area: { readonly land: number; readonly water: number }
}
declare const countries: HybridReadModelRepository<Country>

// Whole rows, unless fields are named.
expectTypeOf(countries.find()).resolves.toEqualTypeOf<Page<Country>>()
expectTypeOf(countries.find({ limit: 3 })).resolves.toEqualTypeOf<Page<Country>>()

const { items } = await countries.find({ fields: ['code', 'area'] })
expectTypeOf(items[0]).toEqualTypeOf<Pick<Country, 'code' | 'area'> | undefined>()
// @ts-expect-error -- it was not asked for
expectTypeOf(items[0]?.name).toEqualTypeOf<string | undefined>()
