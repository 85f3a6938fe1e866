/** What a caller prefers, as `Prefer` of RFC 7240 says it. What is unknown or malformed is left out, as the RFC wants. */
export interface Preferences {
  /** How long it is ready to wait, in milliseconds. */
  readonly waitMs?: number | undefined
  /** `lenient`: rather an older answer than none. `strict`: rather none. */
  readonly handling?: 'lenient' | 'strict' | undefined
}

/** Reads `Prefer`; a preference that is named twice counts as it is named first. */
export function preferencesOf(header: string | string[] | undefined): Preferences {
  if (header === undefined) return {}
  const named = new Map<string, string>()
  for (const [, name = '', value = ''] of String(header).matchAll(preference)) {
    if (!named.has(name.toLowerCase())) named.set(name.toLowerCase(), value.replaceAll('"', ''))
  }
  const wait = named.get('wait') ?? ''
  const handling = named.get('handling')
  return {
    ...(/^\d{1,6}$/.test(wait) ? { waitMs: Number(wait) * 1_000 } : undefined),
    ...(handling === 'lenient' || handling === 'strict' ? { handling } : undefined),
  }
}

/** A name with its value; parameters after a semicolon are passed over. */
const preference = /(?:^|,)\s*([\w-]{1,32})\s*(?:=\s*("[^"]{0,64}"|[^\s,;"]{1,64}))?/g
