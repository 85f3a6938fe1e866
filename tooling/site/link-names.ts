import { mapProse } from '../docs/fences.ts'

/**
 * Links what packages export to the API reference, where a page names it first: `` `AppendOptions` `` becomes a link.
 * Headings, links and fenced blocks stay as they are, and so do names of one small word, which pages use for other things.
 *
 * @param places - the place on the site of each exported name
 */
export function linkNames(markdown: string, places: ReadonlyMap<string, string>): string {
  const linked = new Set<string>()
  return mapProse(markdown, (line) =>
    line.startsWith('#')
      ? line
      : line.replaceAll(/\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|`(?<code>[^`]+)`/g, (text, ...rest) => {
          const { code } = rest.at(-1) as { readonly code?: string } // the groups come last
          const name = code === undefined ? undefined : nameIn(code)
          const place = name === undefined ? undefined : places.get(name)
          if (name === undefined || place === undefined || linked.has(name)) return text
          linked.add(name)
          return `[${text}](${place})`
        }),
  )
}

/** `AppendOptions`, `defineCommand`, and what `migrate(…)` calls; not `append` or `store.append`. */
function nameIn(code: string): string | undefined {
  const { name, call } = /^(?<name>[A-Za-z]\w*)(?<call>\(.*\))?$/.exec(code)?.groups ?? {}
  return name !== undefined && (/[A-Z]/.test(name) || call !== undefined) ? name : undefined
}
