/** How what was found becomes the answer: not needed where it is one already. */
export type Answer<Found, Result> = Answering<Found, Result> &
  (Found extends Result ? unknown : { readonly answer: unknown })

/** Makes the answer of what was found. */
export interface Answering<Found, Result> {
  readonly answer?: ((found: Found) => Result) | undefined
}

/** The function of an {@link Answer}. */
export function answerOf<Found, Result>({ answer }: Answering<Found, Result>): (found: Found) => Result {
  return answer ?? ((found) => found as unknown as Result) // left out only where the types fit
}
