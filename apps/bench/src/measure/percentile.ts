/** The least of some numbers that so many per cent of them do not exceed. `NaN` of none. */
export function percentile(numbers: readonly number[], perCent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((perCent / 100) * sorted.length) - 1)] ?? Number.NaN
}
