import type { TestShop } from '../open-test-shop.ts'

/** What is asked for all the time. */
const questions = [
  '/api/reports/totals',
  '/api/reports/countries',
  '/api/products/10001',
  '/api/products/10001/bought-together',
  '/api/customers/20001',
  '/api/orders?limit=3',
] as const

/**
 * Does something while all questions are asked at every shop again and again, by readers who wait for nothing: caches are
 * always being filled with what is about to be outdated.
 */
export async function whileOthersAsk(shops: readonly TestShop[], run: () => Promise<void>): Promise<void> {
  const ending = new AbortController()
  const readers = shops.flatMap((shop) => questions.map((url) => keepAsking(shop, url, ending.signal)))
  try {
    await run()
  } finally {
    ending.abort()
    await Promise.all(readers)
  }
}

async function keepAsking({ server }: TestShop, url: string, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    await server.inject(url)
    await new Promise((resolve) => setTimeout(resolve, 20)) // leaves time for those who are tested
  }
}
