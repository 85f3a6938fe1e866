// `npm run lint -- [paths]`: oxlint with the rules that need types. It knows a package by its declarations, so those are
// brought up to date first.
import { spawnSync } from 'node:child_process'

const steps = [
  ['tsc', '-b'],
  ['oxlint', '--type-aware', ...process.argv.slice(2)],
] as const

for (const [program, ...args] of steps) {
  const { status } = spawnSync(program, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
