// `npm run check:packages`: builds and packs every package once, then looks at the tarball as npm's users get it:
// do its exports and types resolve (publint, are-the-types-wrong), does each entry load, how big is it, and does its
// README tell what it is and how it is installed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packMember } from './packages/pack-member.ts'
import { readmeFindings, type InstallSize } from './packages/readme-findings.ts'
import { readTarball } from './packages/read-tarball.ts'
import { runToEnd } from './packages/run-to-end.ts'
import { reportFindings } from './report-findings.ts'
import { readMembers, workspaceRoot as root, type Member } from './workspace.ts'

async function findingsOf({ manifest }: Member, tarball: string): Promise<readonly string[]> {
  const entries = Object.keys(manifest.exports ?? {}).map((entry) => join(manifest.name, entry))
  const load = entries.map((entry) => `await import('${entry}')`).join('\n')
  const checks = await Promise.all([
    runToEnd(root, 'publint', ['run', tarball, '--strict']),
    runToEnd(root, 'attw', [tarball, '--profile', 'esm-only', '--no-emoji']),
    // The demo has every package among its dependencies; without the source condition it gets what was built.
    runToEnd(join(root, 'apps', 'demo'), 'node', ['--input-type=module', '--eval', load]),
  ])
  return checks.filter(({ ok }) => !ok).map(({ output }) => `${manifest.name}:\n${output.trim()}\n`)
}

function installSize(tarball: string): InstallSize {
  let [bytes, scripts] = [0, 0]
  for (const file of readTarball(tarball)) {
    bytes += file.bytes.length
    if (file.path.endsWith('.js')) scripts += gzipSync(file.bytes).length
  }
  return { bytes, scripts }
}

const packages = readMembers(root).filter(({ manifest }) => manifest.private !== true)

// From nothing, so that the tarballs hold no output of a source that is gone.
for (const { folder } of packages) rmSync(join(root, folder, 'dist'), { recursive: true, force: true })
const built = spawnSync('tsc', ['-b'], { cwd: root, stdio: 'inherit' })
if (built.status !== 0) process.exit(1)

const folder = mkdtempSync(join(tmpdir(), 'uno-ts-pack-'))
try {
  const findings: string[] = []
  for (const member of packages) {
    const tarball = await packMember(member, folder)
    const size = installSize(tarball)
    const readme = readFileSync(join(root, member.folder, 'README.md'), 'utf8')
    console.log(
      `${member.manifest.name.padEnd(26)} ${(size.bytes / 1e6).toFixed(1)} MB ${(size.scripts / 1e3).toFixed(1).padStart(7)} kB of JavaScript, gzipped`,
    )
    findings.push(...readmeFindings(member, readme, size), ...(await findingsOf(member, tarball)))
  }
  reportFindings('packages', findings)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
