import { fencesOf } from '../docs/fences.ts'
import { snippetsOf } from '../docs/snippets.ts'
import type { Member } from '../workspace.ts'

/** What a package takes, in bytes. */
export interface InstallSize {
  /** All of its files. */
  readonly bytes: number
  /** Its JavaScript, each file compressed alone. */
  readonly scripts: number
}

/** How many lines an introduction may take before its example. */
const introduction = 30

/**
 * Finds what a package's README does not tell: what it is, how it is installed with all its peers, an example at the top,
 * what it takes, and where to read on.
 *
 * @returns one sentence for each
 */
export function readmeFindings(
  { folder, manifest }: Member,
  readme: string,
  size: InstallSize,
): readonly string[] {
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
    saysSize(readme, size)
      ? []
      : [`says another install size than ${megabytes(size)} MB and ${kilobytes(size)} kB of JavaScript`],
    readme.includes('](../../docs/') ? [] : ['links to no guide'],
  ].flatMap((each) => each.map((finding) => `${folder}/README.md ${finding}`))
}

/** A figure of a README is right when it is off by a sixth at most: small changes need no new page. */
function saysSize(readme: string, size: InstallSize): boolean {
  const { mb, kb } =
    /^Install size: (?<mb>[\d.]+) MB with sources and maps, (?<kb>\d+) kB of JavaScript gzipped/m.exec(readme)
      ?.groups ?? {}
  const isNear = (said: string | undefined, found: string) =>
    said === found || Math.abs(Number(said) / Number(found) - 1) < 1 / 6
  return isNear(mb, megabytes(size)) && isNear(kb, kilobytes(size))
}

function megabytes({ bytes }: InstallSize): string {
  return (bytes / 1e6).toFixed(1)
}

function kilobytes({ scripts }: InstallSize): string {
  return (scripts / 1e3).toFixed(0)
}

function requiredPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: Member['manifest']): string[] {
  return Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
}
