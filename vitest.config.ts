import { defineConfig } from 'vitest/config'

/** Workspace packages are tested from their sources; nothing has to be built first. */
const conditions = ['@uno-ts/source', 'module', 'node', 'development|production']

/** Every folder tests stand in, beside the code they test. */
const tests = (suffix: string) => ['packages', 'apps'].map((root) => `${root}/*/src/**/*${suffix}`)

const needsServices = tests('.{pg,redis,pglite}.test.ts')
const longRunning = tests('.{soak,browser}.test.ts')

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [...tests('.test.ts'), 'tooling/**/*.test.ts'],
          exclude: [...needsServices, ...longRunning],
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: needsServices, testTimeout: 30_000, hookTimeout: 60_000 },
      },
    ],
  },
})
