import { join } from 'node:path'
import type { Member } from '../workspace.ts'
import { Declarations, type Declaration } from './declarations.ts'

/**
 * Writes down what a package promises: every exported name with its declaration, by entry, in alphabetical order, and the
 * declarations these are made of. Comments are left out; whoever changes a promise changes this page.
 */
export function apiReport(root: string, { folder, manifest }: Member): string {
  const declarations = new Declarations()
  const entries = Object.entries(manifest.exports ?? {}).map(([entry, target]) => {
    const { types } = target as { readonly types: string } // our own manifests say so for each entry
    return { name: join(manifest.name, entry), names: declarations.exportsOf(join(root, folder, types)) }
  })
  const exported = entries.flatMap(({ names }) => [...names.values()])
  return [
    `# What \`${manifest.name}\` exports`,
    'Written by `npm run api-report` from the built declarations; not to be edited.',
    ...entries.flatMap(({ name, names }) => [`## \`${name}\``, listed([...names])]),
    ...innerSection(innerDeclarations(declarations, exported)),
    '',
  ].join('\n\n')
}

function innerSection(inner: readonly Declaration[]): readonly string[] {
  if (inner.length === 0) return []
  return ['## Not exported, part of the above', listed(inner.map((each) => [each.name, each]))]
}

function listed(names: readonly (readonly [string, Declaration])[]): string {
  const texts = names
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { name: declared, text }]) => (name === declared ? text : `// as ${name}\n${text}`))
  return ['```ts', texts.join('\n\n'), '```'].join('\n')
}

/** Follows the names in the exported declarations to what is declared in the package, and on from there. */
function innerDeclarations(
  declarations: Declarations,
  exported: readonly Declaration[],
): readonly Declaration[] {
  const known = new Map(exported.map((each) => [keyOf(each), each]))
  const waiting = [...exported]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [name] of next.text.matchAll(/(?<![.\w])[A-Z]\w*/g)) {
      const found = declarations.resolve(next.file, name)
      if (found === undefined || known.has(keyOf(found))) continue
      known.set(keyOf(found), found)
      waiting.push(found)
    }
  }
  return [...known.values()].slice(new Set(exported.map(keyOf)).size)
}

function keyOf({ file, name }: Declaration): string {
  return `${file} ${name}`
}
