// `npm run check:consumer`: the packages as those meet them who install them. A sample repository outside the workspace
// runs its own workflow file on the packed packages, and each package is tried alone in an empty project.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trySample } from './consumer/try-sample.ts'
import { tryPackage } from './consumer/try-package.ts'
import { serveTarballs } from './packages/local-registry.ts'
import { packMember } from './packages/pack-member.ts'
import { runToEnd } from './packages/run-to-end.ts'
import { readMembers, workspaceRoot as root } from './workspace.ts'

/** How many projects are installed at the same time; most of it is waiting for the disk and the network. */
const atOnce = 3

const packages = readMembers(root).filter(({ manifest }) => manifest.private !== true)
const folder = mkdtempSync(join(tmpdir(), 'uno-ts-consumer-'))
try {
  const built = await runToEnd(root, 'tsc', ['-b'])
  if (!built.ok) throw new Error(built.output)
  const tarballs = await Promise.all(packages.map((member) => packMember(member, folder)))
  const registry = await serveTarballs(tarballs)

  const at = (name: string) => ({ root, registry: registry.url, folder: join(folder, name) })
  const tasks = [
    { name: 'the sample repository', run: async () => void (await trySample(at('sample'))) },
    ...packages.map((member) => ({
      name: member.manifest.name,
      run: () => tryPackage(member, at(member.folder)),
    })),
  ]
  const failed = await runAll(tasks)
  await registry.close()
  const alone = packages.filter(({ manifest }) => failed.has(manifest.name)).length
  if (failed.has('the sample repository')) console.log('\nthe sample repository failed')
  console.log(`\n${packages.length} packages, ${packages.length - alone} passed, ${alone} failed`)
  process.exitCode = failed.size === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

interface Task {
  readonly name: string
  readonly run: () => Promise<void>
}

/** Runs all tasks, some at a time, and tells how each went. @returns the names of those that failed */
async function runAll(tasks: readonly Task[]): Promise<ReadonlySet<string>> {
  const failed = new Set<string>()
  const waiting = tasks.values()
  const worker = async () => {
    for (const { name, run } of waiting) {
      const start = performance.now()
      const error = await run().then(() => undefined, String)
      if (error !== undefined) failed.add(name)
      const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(8)
      console.log(`${error === undefined ? 'ok  ' : 'FAIL'} ${name.padEnd(28)} ${seconds}`)
      if (error !== undefined) console.log(error.replaceAll(/^/gm, '     | '))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return failed
}
