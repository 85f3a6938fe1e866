import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { ListedFirst } from './listed-first.ts'
import { partUnderTest } from './part-under-test.ts'

// Runs in the copy of the workspace that Stryker has made.
const root = process.cwd()

/** In the copy, too: its `node_modules` are links to the packages of the workspace itself, which are not mutated. */
const alias = readdirSync(join(root, 'packages')).flatMap((name) => [
  { find: new RegExp(`^@uno-ts/${name}$`), replacement: join(root, 'packages', name, 'src/index.ts') },
  { find: new RegExp(`^@uno-ts/${name}/(.+)$`), replacement: join(root, 'packages', name, 'src/$1.ts') },
])

const conditions = ['@uno-ts/source', 'module', 'node', 'development|production']

export default defineConfig({
  root,
  resolve: { alias, conditions },
  ssr: { resolve: { conditions } },
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    include: [...partUnderTest().tests],
    globalSetup: 'tooling/mutation/provide-services.ts',
    setupFiles: 'tooling/mutation/without-shrinking.ts',
    sequence: { sequencer: ListedFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
