import type { Outcome } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { validateAll } from './validate-all.ts'

const report = defineCommand({ type: 'Report', data: z.object({ on: z.coerce.date() }), result: z.void() })
const find = defineQuery({ type: 'Find', data: z.string(), result: z.void() })

// The data of each place is the output of its schema.
expectTypeOf(validateAll([report({ on: '2026-01-01' }), find('a')])).resolves.toEqualTypeOf<
  readonly [Outcome<{ on: Date }>, Outcome<string>]
>()
