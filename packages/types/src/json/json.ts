/** A value that JSON can carry without loss. Bigints and dates travel as strings: a decimal number, an ISO 8601 instant. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** A JSON object. A key whose value is `undefined` is left out when it is written. */
export type JsonObject = { readonly [key: string]: Json | undefined }
