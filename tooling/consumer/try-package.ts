import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fencesOf } from '../docs/fences.ts'
import { snippetsOf } from '../docs/snippets.ts'
import { importsOf, packageNameOf } from '../graph/imports.ts'
import type { Member } from '../workspace.ts'
import { openProject, type Project } from './project.ts'

/** Where a package is tried. */
export interface TryOptions {
  readonly root: string
  /** The registry that has the packed packages. */
  readonly registry: string
  /** A folder of its own, made here. */
  readonly folder: string
}

/**
 * Installs a package alone into an empty project: with no more than its own peers it imports, and `require` takes it
 * too. Then installs what its README says, and runs the README's first example.
 *
 * @throws Error with the output of the step that failed
 */
export async function tryPackage(
  { folder: home, manifest: { name } }: Member,
  { root, registry, folder }: TryOptions,
): Promise<void> {
  const project = openProject(folder, registry)
  await project.run('npm', 'install', name)
  await project.run('node', '--input-type=module', '--eval', `await import('${name}')`)
  await project.run('node', '--input-type=commonjs', '--eval', `require('${name}')`)

  const readme = readFileSync(join(root, home, 'README.md'), 'utf8')
  const driver = join(root, 'tooling', 'consumer', 'readme', `${basename(home)}.ts`)
  await runExample(project, readme, driver)
}

async function runExample(project: Project, readme: string, driver: string): Promise<void> {
  const [example] = snippetsOf(readme)
  if (example === undefined) throw new Error('the README shows no TypeScript')
  writeFileSync(join(project.folder, 'example.ts'), example.code)
  copyFileSync(driver, join(project.folder, 'driver.ts'))
  await project.run('npm', 'install', ...installLine(readme), ...packagesOf(driver))
  await project.run('node', 'driver.ts')
}

/** What the README tells its reader to install. */
function installLine(readme: string): readonly string[] {
  const lines = fencesOf(readme)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.split('\n'))
  const line = lines.find((each) => each.startsWith('npm install '))
  if (line === undefined) throw new Error('the README has no line "npm install …"')
  return line.split(' ').slice(2)
}

/** What calling the example needs beside the example: a store, a database. */
function packagesOf(driver: string): readonly string[] {
  const names = importsOf(driver, readFileSync(driver, 'utf8')).map(({ specifier }) =>
    packageNameOf(specifier),
  )
  return [...new Set(names.filter((name) => name !== undefined))]
}
