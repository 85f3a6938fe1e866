import type { PageRequest, ReadModelOptions } from '@uno-ts/types'

/** Tells how a question would be answered: a page, unless it says otherwise. */
export interface Explaining<Request = PageRequest> {
  explain(request: Request, options?: ReadModelOptions): Promise<string>
}

/** The plan of a question, from whoever can tell it. It may be asked when the caller's transaction and signal are over. */
export function planOf<Request>(
  asked: Partial<Explaining<Request>>,
  request: Request,
  { tenant }: ReadModelOptions,
): (() => Promise<string>) | undefined {
  return asked.explain && (async () => (await asked.explain?.(request, { tenant })) ?? '')
}
