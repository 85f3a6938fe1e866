/**
 * How what was found becomes the answer: not needed where it is one already.
 */
export type Answer<Found, Result> = Found extends Result
  ? { readonly answer?: ((found: Found) => Result) | undefined }
  : { readonly answer: (found: Found) => Result }

/** The function of an {@link Answer}. */
export function answerOf<Found, Result>({ answer }: Answer<Found, Result>): (found: Found) => Result {
  return answer ?? ((found) => found as unknown as Result) // left out only where the types fit
}
