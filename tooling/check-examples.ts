// `npm run check:examples`: runs each example as its page says, and compares what it prints with the page. Those that serve
// are left to their tests.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ownEnvironment } from './consumer/project.ts'
import { readPage } from './tutorial/read-page.ts'
import { Reader } from './tutorial/reader.ts'
import { workspaceRoot as root } from './workspace.ts'

for (const page of globSync('examples/*/README.md', { cwd: root }).toSorted()) {
  const steps = readPage(readFileSync(join(root, page), 'utf8'))
  if (steps.some((step) => step.kind === 'run' && step.command.startsWith('curl'))) continue
  const start = performance.now()
  await using reader = new Reader({ folder: root, env: ownEnvironment(), addresses: new Map() })
  for (const step of steps) await reader.take(step)
  console.log(`${dirname(page).padEnd(32)} ${((performance.now() - start) / 1000).toFixed(1)} s`)
}
