/** The day of an instant: `2010-12-01` of `2010-12-01T08:26:00Z`. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10)
}
