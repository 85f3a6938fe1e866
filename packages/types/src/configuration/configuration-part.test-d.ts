import { expectTypeOf } from 'vitest'
import type { ConfigurationPart, OptionsOfPart } from './configuration-part.ts'
import type { Secret } from './secret.ts'

const part = {
  name: 'part',
  settings: {
    host: { kind: 'text', summary: '', required: true },
    mode: { kind: 'text', summary: '', oneOf: ['fast', 'safe'], default: 'safe' },
    password: { kind: 'text', summary: '', secret: true },
    size: { kind: 'integer', summary: '', default: 3 },
    rate: { kind: 'number', summary: '' },
    verbose: { kind: 'flag', summary: '' },
    cache: { kind: 'group', settings: { ttlMs: { kind: 'integer', summary: '', required: true } } },
  },
} as const satisfies ConfigurationPart

type Options = OptionsOfPart<typeof part>

// What is required or has a default is always there, the rest perhaps.
expectTypeOf<Options['host']>().toEqualTypeOf<string>()
expectTypeOf<Options['mode']>().toEqualTypeOf<'fast' | 'safe'>()
expectTypeOf<Options['password']>().toEqualTypeOf<Secret | undefined>()
expectTypeOf<Options['size']>().toEqualTypeOf<number>()
expectTypeOf<Options['rate']>().toEqualTypeOf<number | undefined>()
expectTypeOf<Options['verbose']>().toEqualTypeOf<boolean | undefined>()
expectTypeOf<NonNullable<Options['cache']>['ttlMs']>().toEqualTypeOf<number>()
// @ts-expect-error no such setting
export type None = Options['none']
