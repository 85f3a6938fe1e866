import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A module that users import. */
export interface EntryPoint {
  /** As it is imported: `@uno-ts/testing/conformance`. */
  readonly name: string
  /** The package it belongs to. */
  readonly packageName: string
  /** Its source, as an absolute path. */
  readonly source: string
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, { readonly '@uno-ts/source': string }>>
}

/** Lists what the packages below `root` export, each package's main module first. */
export function entryPointsOf(root: string): readonly EntryPoint[] {
  return globSync('packages/*/package.json', { cwd: root })
    .toSorted()
    .flatMap((path) => {
      const { name, exports } = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest // our own manifests
      return Object.entries(exports).map(([entry, target]) => ({
        name: join(name, entry),
        packageName: name,
        source: join(root, dirname(path), target['@uno-ts/source']),
      }))
    })
}
