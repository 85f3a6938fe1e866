/**
 * An application's Awilix container with twins in memory.
 *
 * @packageDocumentation
 */
export { CQRSTestContainer, type CQRSTestContainerOptions } from './container/cqrs-test-container.ts'
export type { InMemoryTwins } from './container/in-memory-twins.ts'
