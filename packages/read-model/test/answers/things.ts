import { z } from 'zod'
import { defineReadModel } from '../../src/define/define-read-model.ts'

/** A column of every type, and a field without one. */
export const things = defineReadModel({
  name: 'things',
  schema: z.object({
    id: z.string(),
    name: z.string().nullable(),
    units: z.int().nullable(),
    gross: z.bigint(),
    rate: z.number(),
    paid: z.boolean(),
    seenAt: z.date().nullable(),
    tags: z.array(z.string()),
    detail: z.json(),
  }),
  key: 'id',
  columns: {
    name: { type: 'text', nullable: true },
    units: { type: 'integer', nullable: true },
    gross: { type: 'bigint' },
    rate: { type: 'number' },
    paid: { type: 'boolean' },
    seenAt: { type: 'timestamp', nullable: true },
    tags: { type: 'text[]' },
  },
  indexes: [{ columns: ['units'] }, { columns: ['gross', 'name'] }],
})

/** A row of {@link things}. */
export type Thing = z.output<typeof things.schema>
