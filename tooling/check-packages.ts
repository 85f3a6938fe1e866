// `npm run check:packages`: builds and packs every package once, then looks at the tarball as npm's users get it:
// do its exports and types resolve (publint, are-the-types-wrong), does each entry load, how big is it.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { reportFindings } from './report-findings.ts'
import { readMembers, workspaceRoot as root, type Member } from './workspace.ts'

const run = promisify(execFile)

interface Finished {
  readonly ok: boolean
  readonly output: string
}

/** Runs a program to its end; a failure is an answer, not an exception. */
async function answer(cwd: string, program: string, args: readonly string[]): Promise<Finished> {
  try {
    const { stdout, stderr } = await run(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 })
    return { ok: true, output: `${stdout}${stderr}` }
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = error as Error & Partial<Record<'stdout' | 'stderr', string>> // execFile's
    return { ok: false, output: `${stdout}${stderr}` || message }
  }
}

async function pack(member: Member, folder: string): Promise<string> {
  const { ok, output } = await answer(join(root, member.folder), 'pnpm', [
    'pack',
    '--json',
    '--pack-destination',
    folder,
  ])
  if (!ok) throw new Error(`${member.manifest.name} cannot be packed: ${output}`)
  const { filename } = JSON.parse(output.slice(output.indexOf('{'))) as { filename: string }
  return filename
}

async function findingsOf({ manifest }: Member, tarball: string): Promise<readonly string[]> {
  const entries = Object.keys(manifest.exports ?? {}).map((entry) => join(manifest.name, entry))
  const load = entries.map((entry) => `await import('${entry}')`).join('\n')
  const checks = await Promise.all([
    answer(root, 'publint', ['run', tarball, '--strict']),
    answer(root, 'attw', [tarball, '--profile', 'esm-only', '--no-emoji']),
    // The demo has every package among its dependencies; without the source condition it gets what was built.
    answer(join(root, 'apps', 'demo'), 'node', ['--input-type=module', '--eval', load]),
  ])
  return checks.filter(({ ok }) => !ok).map(({ output }) => `${manifest.name}:\n${output.trim()}\n`)
}

/** The size of the shipped JavaScript as a browser or a lambda would fetch it: each file compressed alone. */
function gzippedBytes(tarball: string): { files: number; scripts: number } {
  const archive = gunzipSync(readFileSync(tarball))
  let [files, scripts] = [0, 0]
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0;) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 136), 8)
    files++
    if (name.endsWith('.js')) scripts += gzipSync(archive.subarray(at + 512, at + 512 + size)).length
    at += 512 + Math.ceil(size / 512) * 512
  }
  return { files, scripts }
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
    const tarball = await pack(member, folder)
    const { files, scripts } = gzippedBytes(tarball)
    console.log(
      `${member.manifest.name.padEnd(26)} ${String(files).padStart(4)} files ${(scripts / 1000).toFixed(1).padStart(7)} kB of JavaScript, gzipped`,
    )
    findings.push(...(await findingsOf(member, tarball)))
  }
  reportFindings('packages', findings)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
