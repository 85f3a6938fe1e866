import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { importsOf, packageNameOf, type Import } from './imports.ts'
import { readManifest, readMembers, sourcesOf, type Manifest, type Member } from '../workspace.ts'

const scope = '@uno-ts/'
const contracts = '@uno-ts/types'
/** What tests may add: the test kit, and the embedded database to run on. Neither knows an implementation. */
const testKits = ['@uno-ts/testing', '@uno-ts/embedded']

/**
 * Finds what breaks the package graph below `root`: one sentence a finding, each with its file and line.
 *
 * The graph is a star. A package imports the contracts and no sibling, its tests may add the test kits, only
 * applications import siblings, and nobody imports an application. Whatever a file imports, its own package.json
 * declares. Inside a member no modules import each other in a circle, not even for a type.
 */
export function findGraphViolations(root: string): readonly string[] {
  const members = readMembers(root)
  const apps = new Set(members.filter(({ kind }) => kind === 'app').map(({ manifest }) => manifest.name))
  const shared = readManifest(join(root, 'package.json')).devDependencies ?? {}

  return members.flatMap((member) => {
    const modules = readModules(root, member)
    const broken = [...modules].flatMap(([file, imports]) =>
      imports.flatMap((found) => {
        const reason = found.specifier.startsWith('.')
          ? brokenPath(root, member, file, found)
          : (brokenStar(member, apps, file, found) ?? undeclared(member.manifest, shared, file, found))
        return reason === undefined ? [] : [`${file}:${found.line} imports "${found.specifier}": ${reason}`]
      }),
    )
    return [...brokenManifest(member), ...broken, ...circles(modules)]
  })
}

type Modules = ReadonlyMap<string, readonly Import[]>

function readModules(root: string, member: Member): Modules {
  return new Map(
    sourcesOf(root, member).map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'))]),
  )
}

function brokenManifest({ kind, folder, manifest }: Member): readonly string[] {
  if (kind === 'app') return []
  const runtime = { ...manifest.dependencies, ...manifest.peerDependencies }
  const allowed = (name: string, own: readonly string[]) => !name.startsWith(scope) || own.includes(name)
  return [
    ...Object.keys(runtime).filter((name) => !allowed(name, [contracts])),
    ...Object.keys(manifest.devDependencies ?? {}).filter((name) => !allowed(name, [contracts, ...testKits])),
  ].map((name) => `${folder}/package.json depends on "${name}": a package knows ${contracts} and no sibling`)
}

function brokenPath(root: string, member: Member, file: string, { specifier }: Import): string | undefined {
  const target = join(dirname(file), specifier)
  if (relative(member.folder, target).startsWith('..')) return 'the path leaves the package'
  return existsSync(join(root, target)) ? undefined : 'there is no such file'
}

function brokenStar(
  { kind, manifest }: Member,
  apps: ReadonlySet<string>,
  file: string,
  { specifier }: Import,
): string | undefined {
  const name = packageNameOf(specifier)
  if (!name?.startsWith(scope) || name === manifest.name) return undefined
  if (apps.has(name)) return 'nothing imports an application'
  if (kind === 'app' || name === contracts) return undefined
  if (testKits.includes(name)) return isTest(file) ? undefined : 'only tests import the test kits'
  return `a package imports ${contracts} and no sibling`
}

function undeclared(
  manifest: Manifest,
  shared: Readonly<Record<string, string>>,
  file: string,
  { specifier }: Import,
): string | undefined {
  const name = packageNameOf(specifier)
  if (name === undefined || name === manifest.name) return undefined
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies }
  const forTests = isTest(file) ? { ...manifest.devDependencies, ...shared } : {}
  return name in declared || name in forTests ? undefined : 'its package.json does not declare it'
}

function isTest(file: string): boolean {
  return /\.(test|test-d)\.tsx?$/.test(file)
}

/** Reports each circle once, at the import that closes it. */
function circles(modules: Modules): readonly string[] {
  const found: string[] = []
  const finished = new Set<string>()

  const visit = (file: string, path: readonly string[]): void => {
    if (finished.has(file)) return
    const start = path.indexOf(file)
    if (start >= 0) {
      found.push(`${[...path.slice(start), file].join(' -> ')}: the modules import each other in a circle`)
      return
    }
    for (const { specifier } of modules.get(file) ?? []) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier), [...path, file])
    }
    finished.add(file)
  }

  for (const file of modules.keys()) visit(file, [])
  return found
}
