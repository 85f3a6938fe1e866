import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'

copyFileSync('example.ts', 'example.test.ts')
execFileSync('node', ['node_modules/vitest/vitest.mjs', 'run', 'example.test.ts'], { stdio: 'inherit' })
