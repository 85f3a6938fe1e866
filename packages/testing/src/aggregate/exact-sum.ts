/** The sum of numbers as people write them: 0.1 and 0.2 are 0.3. */
export function exactSum(values: readonly (number | bigint)[]): number {
  const decimals = values.map(decimalOf)
  const digits = Math.max(0, ...decimals.map((decimal) => decimal.digits))
  const units = decimals.reduce(
    (sum, decimal) => sum + decimal.units * 10n ** BigInt(digits - decimal.digits),
    0n,
  )
  return Number(`${units}e-${digits}`)
}

/** A number as whole units of a power of ten. */
function decimalOf(value: number | bigint): { readonly units: bigint; readonly digits: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const units = BigInt(whole + fraction)
  const digits = fraction.length - Number(exponent)
  return digits >= 0 ? { units, digits } : { units: units * 10n ** BigInt(-digits), digits: 0 }
}

/** The average of bigints as a decimal text with six digits, rounded half away from zero. */
export function exactAverage(values: readonly bigint[]): string {
  const sum = values.reduce((total, value) => total + value, 0n)
  const count = BigInt(values.length)
  const millionths = ((sum < 0n ? -sum : sum) * 2_000_000n + count) / (2n * count)
  const text = String(millionths).padStart(7, '0')
  const isNegative = sum < 0n && millionths > 0n
  return `${isNegative ? '-' : ''}${text.slice(0, -6)}.${text.slice(-6)}`
}
