import { largestAmountMilli } from '../invoices/invoice.ts'

/**
 * Reads pounds as they are written (`2.55`, `-11062.06`, `0.001`) into whole thousandths, digit by digit: no floating
 * point stands between the text and the number. `undefined` for anything that is not such an amount.
 */
export function poundsToMilli(text: string): number | undefined {
  const parts = /^(-?)([0-9]{1,13})(?:\.([0-9]{1,3})0*)?$/.exec(text)
  if (parts === null) return undefined
  const [, sign, pounds = '', decimals = ''] = parts
  const milli = Number(pounds + decimals.padEnd(3, '0'))
  if (milli > largestAmountMilli) return undefined
  return sign === '-' && milli !== 0 ? -milli : milli
}
