import { mapProse } from '../docs/fences.ts'

/** Which names are ours. */
export interface LinkNamesOptions {
  /** Whether tables have names of other projects in their first column, ours beside them. Default false. */
  readonly beside?: boolean | undefined
}

/**
 * Links what packages export to the API reference, where a page names it first: `` `AppendOptions` `` becomes a link.
 * Headings, links and fenced blocks stay as they are, and so do names of one small word, which pages use for other things.
 *
 * @param places - the place on the site of each exported name
 */
export function linkNames(
  markdown: string,
  places: ReadonlyMap<string, string>,
  { beside = false }: LinkNamesOptions = {},
): string {
  const linked = new Set<string>()
  return mapProse(markdown, (line) => {
    if (line.startsWith('#')) return line
    const foreign = beside ? (/^\|[^|]*\|/.exec(line)?.[0] ?? '') : ''
    return (
      foreign +
      line.slice(foreign.length).replaceAll(linkOrCode, (text, code?: string) => {
        const name = code === undefined ? undefined : nameIn(code)
        const place = name === undefined ? undefined : places.get(name)
        if (name === undefined || place === undefined || linked.has(name)) return text
        linked.add(name)
        return `[${text}](${place})`
      })
    )
  })
}

/** A link as a whole, in which nothing is linked again, or code. */
const linkOrCode = /\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|`([^`]+)`/g

/** `AppendOptions`, `defineCommand`, and what `migrate(…)` calls; not `append` or `store.append`. */
function nameIn(code: string): string | undefined {
  const { name, call } = /^(?<name>[A-Za-z]\w*)(?<call>\(.*\))?$/.exec(code)?.groups ?? {}
  return name !== undefined && (/[A-Z]/.test(name) || call !== undefined) ? name : undefined
}
