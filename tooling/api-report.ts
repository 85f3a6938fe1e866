// `npm run api-report`: writes what each package exports into `packages/*/api.md`, so that a change of it shows in review.
// `npm run check:api` writes nothing and fails where a page is not what it would write.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiReport } from './api/api-report.ts'
import { reportFindings } from './report-findings.ts'
import { readMembers, workspaceRoot as root } from './workspace.ts'

const checkOnly = process.argv.includes('--check')
const packages = readMembers(root).filter(({ kind }) => kind === 'package')

const built = spawnSync('tsc', ['-b', ...packages.map(({ folder }) => folder)], {
  cwd: root,
  stdio: 'inherit',
})
if (built.status !== 0) process.exit(1)

const findings: string[] = []
for (const member of packages) {
  const path = join(member.folder, 'api.md')
  const report = apiReport(root, member)
  const known = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
  if (known === report) continue
  if (checkOnly)
    findings.push(
      `${path} is not what the package exports: run \`npm run api-report\` and look at the change`,
    )
  else writeFileSync(join(root, path), report)
}
reportFindings('public API', findings)
