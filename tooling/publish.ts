// `npm run release:publish`: publishes what is not published yet. npm states where a package was made (provenance) only
// for one whose manifest names the repository; in the release workflow the repository is known, and named before packing.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMembers, workspaceRoot as root } from './workspace.ts'

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env

if (server !== undefined && repository !== undefined) {
  for (const { kind, folder } of readMembers(root)) {
    if (kind === 'package') nameRepository(folder, `git+${server}/${repository}.git`)
  }
}
const { status } = spawnSync('changeset', ['publish'], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1

function nameRepository(directory: string, url: string): void {
  const path = join(root, directory, 'package.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as object // pnpm has accepted it before
  const named = { ...manifest, repository: { type: 'git', url, directory } }
  writeFileSync(path, `${JSON.stringify(named, undefined, 2)}\n`)
}
