import type { parseRetail } from './retail.ts'

type Line = ReturnType<typeof parseRetail>[number]

/** In how many baskets two products both are: every pair of every basket, counted one by one. */
export class BasketsOracle {
  readonly codes: readonly string[]
  readonly #weights = new Map<string, Map<string, number>>()

  constructor(lines: readonly Line[]) {
    const baskets = new Map<string, Set<string>>()
    for (const { invoice, code, quantity, price } of lines) {
      if (!/^\d{6}$/.test(invoice) || quantity <= 0n || price <= 0n) continue
      if (!/^\d{5}[A-Za-z]*$/.test(code)) continue
      baskets.set(invoice, (baskets.get(invoice) ?? new Set()).add(code))
    }
    this.codes = [...new Set([...baskets.values()].flatMap((basket) => [...basket]))].toSorted(byCode)
    for (const basket of baskets.values()) {
      for (const a of basket) for (const b of basket) if (a !== b) this.#count(a, b)
    }
  }

  #count(a: string, b: string): void {
    const others = this.#weights.get(a) ?? new Map<string, number>()
    this.#weights.set(a, others.set(b, (others.get(b) ?? 0) + 1))
  }

  /** The others, the most often first, then by code. */
  companions(code: string): readonly { readonly code: string; readonly weight: number }[] {
    return [...(this.#weights.get(code) ?? [])]
      .map(([other, weight]) => ({ code: other, weight }))
      .toSorted((a, b) => b.weight - a.weight || byCode(a.code, b.code))
  }

  /** The fewest steps over pairs of enough baskets; of several ways the one whose codes come first. */
  path(from: string, to: string, minWeight: number): readonly string[] | null {
    let ways: (readonly string[])[] = [[from]]
    const seen = new Set([from])
    while (ways.length > 0) {
      const found = ways.find((way) => way.at(-1) === to)
      if (found !== undefined) return found
      // Ways are kept in the order of their codes, so the first that comes to a product is the first of all.
      ways = ways.flatMap((way) =>
        this.companions(way.at(-1) ?? '')
          .filter(({ code, weight }) => weight >= minWeight && !seen.has(code))
          .map(({ code }) => code)
          .toSorted(byCode)
          .map((code) => {
            seen.add(code)
            return [...way, code]
          }),
      )
    }
    return null
  }
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
