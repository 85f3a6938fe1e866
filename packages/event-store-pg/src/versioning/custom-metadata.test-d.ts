import type { Json, MessageMetadata, RecordedEvent } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { EventRegistry } from './event-registry.ts'

declare module '@uno-ts/types' {
  interface CustomMetadata {
    readonly declaredInATest?: 'web' | 'phone' | undefined
  }
}

// What an application declares has its type wherever there is metadata; other fields stay JSON.
declare const event: RecordedEvent
expectTypeOf(event.metadata.custom?.declaredInATest).toEqualTypeOf<'web' | 'phone' | undefined>()
expectTypeOf(event.metadata.custom?.['other']).toEqualTypeOf<Json | undefined>()

export const given: MessageMetadata = { custom: { declaredInATest: 'web', other: { deep: [1, null] } } }

// @ts-expect-error -- not one of the declared values
export const wrong: MessageMetadata = { custom: { declaredInATest: 'post' } }

// @ts-expect-error -- a bigint is no JSON
export const bigint: MessageMetadata = { custom: { other: 1n } }

// The schema that checks when it runs cannot say something else than what is declared.
const declaredInATest = z.enum(['web', 'phone']).optional()
export const codec = new EventRegistry({ events: [], customMetadata: z.object({ declaredInATest }) })

export const drifted = new EventRegistry({
  events: [],
  // @ts-expect-error -- the declaration says 'web' or 'phone'
  customMetadata: z.object({ declaredInATest: z.number() }),
})
