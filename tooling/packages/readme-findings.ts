import { fencesOf } from '../docs/fences.ts'
import { snippetsOf } from '../docs/snippets.ts'
import type { Member } from '../workspace.ts'

/** How many lines an introduction may take before its example. */
const introduction = 30

/**
 * Finds what a package's README does not tell: what it is, how it is installed with all its peers, an example at the top,
 * and where to read on.
 *
 * @returns one sentence for each
 */
export function readmeFindings({ folder, manifest }: Member, readme: string): readonly string[] {
  const [example] = snippetsOf(readme)
  const install = fencesOf(readme)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.split('\n'))
    .find((line) => line.startsWith('npm install '))
    ?.split(' ')
  const needed = [manifest.name, ...requiredPeers(manifest)]
  const missing = needed.filter((name) => install?.includes(name) !== true)
  return [
    readme.startsWith(`# ${manifest.name}\n`) ? [] : [`begins with another title than "${manifest.name}"`],
    missing.length === 0 ? [] : [`has no "npm install" that names ${missing.join(', ')}`],
    example !== undefined && example.line <= introduction ? [] : ['shows no example at its top'],
    example !== undefined && !example.checked ? ['begins with an example that is not checked'] : [],
    readme.includes('](../../docs/') ? [] : ['links to no guide'],
  ].flatMap((each) => each.map((finding) => `${folder}/README.md ${finding}`))
}

function requiredPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: Member['manifest']): string[] {
  return Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
}
