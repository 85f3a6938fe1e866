import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The fields of a package.json that the checks read. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** One package or application of the workspace; examples are small applications. */
export interface Member {
  readonly kind: 'package' | 'app'
  /** Relative to the workspace's root, with forward slashes: `packages/types`. */
  readonly folder: string
  readonly manifest: Manifest
}

/** The folder that holds this repository. */
export const workspaceRoot: string = dirname(dirname(fileURLToPath(import.meta.url)))

/** Lists the packages and applications below `root`, in the order of their folders. */
export function readMembers(root: string): readonly Member[] {
  return globSync('{packages,apps,examples}/*/package.json', { cwd: root })
    .toSorted()
    .map((path) => ({
      kind: path.startsWith('packages') ? 'package' : 'app',
      folder: dirname(path),
      manifest: readManifest(join(root, path)),
    }))
}

/** Reads one package.json. */
export function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest // npm and pnpm have accepted it before
}

/** Lists the TypeScript sources of a member, relative to `root`. */
export function sourcesOf(root: string, member: Member): readonly string[] {
  return globSync(`${member.folder}/src/**/*.{ts,tsx}`, { cwd: root }).toSorted()
}
