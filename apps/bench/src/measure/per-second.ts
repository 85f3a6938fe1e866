/** Does some work that handles so many things, and answers how many a second that were. */
export async function perSecond(things: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (things / (performance.now() - began)) * 1_000
}
