import type { TestProject } from 'vitest/node'
import type { PostgresToTest } from '../test-services.ts'

/** Hands on the one server that serves a whole run: Stryker starts vitest anew for whatever hangs. */
export default function provideServices(project: TestProject): void {
  const server: PostgresToTest = { name: 'PostgreSQL', url: process.env['TEST_DATABASE_URL'] ?? '' }
  project.provide('postgresUrl', server.url)
  project.provide('postgresServers', [server])
}
