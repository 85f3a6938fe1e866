/**
 * What zod needs to be told so that it describes bigints and dates as we write them: decimal strings and ISO 8601. Plain
 * data for its `~standard.jsonSchema`; nothing of zod is imported.
 */
export const zodOptions: Record<string, unknown> = {
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }: ZodOverride): void => {
    // oxlint-disable-next-line no-underscore-dangle -- zod's own name
    Object.assign(jsonSchema, wireTypes[zodSchema._zod.def.type])
  },
}

interface ZodOverride {
  readonly zodSchema: { readonly _zod: { readonly def: { readonly type: string } } }
  readonly jsonSchema: Record<string, unknown>
}

const wireTypes: Readonly<Record<string, object>> = {
  bigint: { type: 'string', pattern: '^-?\\d+$' },
  date: { type: 'string', format: 'date-time' },
}
