/** A name as SQL takes it: `orders` or, with its schema in front, `shop.orders`. */
export function quotedTable(name: string): string {
  return name.split('.').map(quoted).join('.')
}

/** The name of a column. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The name under which a statement speaks of its own table, without the schema. */
export function ownName(name: string): string {
  return quoted(name.slice(name.lastIndexOf('.') + 1))
}
