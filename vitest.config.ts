import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Workspace packages are tested from their sources; nothing has to be built first. */
const conditions = ['@uno-ts/source', 'module', 'node', 'development|production']

/** Every folder tests stand in, beside the code they test. */
const tests = (suffix: string) =>
  ['packages', 'apps', 'examples'].map((root) => `${root}/*/src/**/*${suffix}`)

const needsServices = tests('.{pg,redis,pglite}.test.ts')
const runsLong = tests('.soak.test.ts')
const needsBrowser = tests('.browser.test.ts')

const minute = 60_000

/** `TEST_RESULTS` names a file that takes the results as JSON, beside what is printed. */
const results = process.env['TEST_RESULTS']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Global setup runs in an environment of its own.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    // Most tests wait for a server: two run at once even where there are two cores only.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    ...(results !== undefined && { reporters: ['default', 'json'], outputFile: { json: results } }),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [...tests('.test.ts'), 'tooling/**/*.test.ts'],
          exclude: [...needsServices, ...runsLong, ...needsBrowser, 'tooling/consumer/sample/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: needsServices,
          globalSetup: 'tooling/test-services.ts',
          testTimeout: 30_000,
          hookTimeout: minute,
        },
      },
      {
        extends: true,
        test: { name: 'soak', include: runsLong, testTimeout: 120 * minute, hookTimeout: minute },
      },
      {
        extends: true,
        test: { name: 'browser', include: needsBrowser, testTimeout: minute, hookTimeout: minute },
      },
    ],
  },
})
