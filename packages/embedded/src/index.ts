/**
 * PostgreSQL inside the process, behind a `pg` pool: for development, demonstrations and tests, without a server.
 *
 * @packageDocumentation
 */
export { type EmbeddedDatabase, type EmbeddedFacts } from './embedded-database.ts'
export { type EmbeddedOptions } from './embedded-options.ts'
export { embedded } from './embedded.ts'
export { EmbeddedStartError } from './engine/embedded-start-error.ts'
export { type ExtensionName } from './engine/extension.ts'
export { EmbeddedInUseError } from './folder/embedded-in-use-error.ts'
