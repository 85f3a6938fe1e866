/**
 * The names of the parameters in a Fastify URL: `/orders/:orderId/lines/:line(\\d+)` has `orderId` and `line`, and a
 * trailing `*` is called `*`.
 */
export function pathFieldsOf(url: string): readonly string[] {
  const plain = withoutPatterns(url).replaceAll('::', '')
  const names = [...plain.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
  return plain.endsWith('*') ? [...names, '*'] : names
}

/** Drops the parentheses of regular expressions, which may nest and may hold colons. */
function withoutPatterns(url: string): string {
  let depth = 0
  let plain = ''
  for (const char of url) {
    if (char === '(') depth++
    if (depth === 0) plain += char
    if (char === ')') depth--
  }
  return plain
}
