/** The query parameters a page is asked for by. */
export interface PageParameters {
  readonly after: string
  readonly before?: string | undefined
}

/**
 * The pages around a page, as `Link` of RFC 8288 says them: `</orders?after=x>; rel="next"`. They are the request's own
 * URL with another place in it. `undefined` when the result is no page, or the only one.
 */
export function pageLinks(url: string, result: unknown, parameters: PageParameters): string | undefined {
  if (typeof result !== 'object' || result === null) return undefined
  const { next, previous } = result as { readonly next?: unknown; readonly previous?: unknown }
  const { after, before } = parameters
  const links = [
    linkTo(url, parameters, after, next, 'next'),
    before === undefined ? undefined : linkTo(url, parameters, before, previous, 'prev'),
  ].filter((link) => link !== undefined)
  return links.length === 0 ? undefined : links.join(', ')
}

function linkTo(
  url: string,
  { after, before = after }: PageParameters,
  parameter: string,
  cursor: unknown,
  relation: string,
): string | undefined {
  if (typeof cursor !== 'string' || cursor === '') return undefined
  const [path = '', search] = url.split('?', 2)
  const query = new URLSearchParams(search)
  query.delete(after)
  query.delete(before)
  query.set(parameter, cursor)
  return `<${path}?${query.toString()}>; rel="${relation}"`
}
