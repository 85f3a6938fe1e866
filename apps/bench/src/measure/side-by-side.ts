/** How often something is done, and how many at any time. */
export interface SideBySide {
  readonly times: number
  readonly inFlight: number
}

/** Does `work` with the numbers from 0; when one is done the next begins. */
export async function sideBySide(
  { times, inFlight }: SideBySide,
  work: (nr: number) => Promise<unknown>,
): Promise<void> {
  let begun = 0
  const worker = async (): Promise<void> => {
    while (begun < times) await work(begun++)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}
