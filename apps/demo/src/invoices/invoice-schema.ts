import { z } from 'zod'
import { kindOf, largestAmountMilli, largestQuantity, type InvoiceKind } from './invoice.ts'

/** Text of the outside world: bounded, and without the one character a database cannot keep. */
export function text(most: number, least = 1): z.ZodString {
  return z.string().min(least).max(most).refine(withoutNul, 'expected text without a NUL character')
}

export const stockCode: z.ZodString = text(64)
export const description: z.ZodString = text(2_000, 0)
export const country: z.ZodString = text(100)
export const customerId: z.ZodString = z
  .string()
  .regex(/^[0-9]{1,20}$/, 'expected the number of a customer, 1 to 20 digits')
export const instant: z.ZodString = z
  .string()
  .refine(isInstant, 'expected a time in UTC to the second, such as 2011-05-04T10:15:00Z')

const line = z.strictObject({
  stockCode,
  description: description.default(''),
  quantity: z.int().min(-largestQuantity).max(largestQuantity),
  unitPriceMilli: z.int().min(-largestAmountMilli).max(largestAmountMilli),
  invoicedAt: instant.optional(),
  country: country.optional(),
  customerId: customerId.nullable().optional(),
})

/** The payload of the three commands that book an invoice; each takes the numbers of its kind only. */
export function invoiceSchema(kind: InvoiceKind, expected: string) {
  return z
    .strictObject({
      invoiceNo: z.string().refine((text) => kindOf(text) === kind, expected),
      invoicedAt: instant,
      country,
      customerId: customerId.nullable().default(null),
      lines: z.array(line).min(1).max(10_000),
    })
    .refine(({ lines }) => withinReach(lines), {
      path: ['lines'],
      message: `expected lines whose amounts add up to at most ${largestAmountMilli} thousandths of a pound`,
    })
}

/** How far the store has come with a command; absent when there was nothing to write. */
export const position = z.bigint().optional()

/** What every booking answers: where its stream stands now. */
export const booked = z.object({
  invoiceNo: z.string(),
  /** The version of the invoice's stream. */
  version: z.int(),
  globalPosition: position,
})

function withoutNul(text: string): boolean {
  return !text.includes('\0')
}

function withinReach(lines: readonly { quantity: number; unitPriceMilli: number }[]): boolean {
  let left = largestAmountMilli
  for (const { quantity, unitPriceMilli } of lines) left -= Math.abs(quantity * unitPriceMilli)
  return left >= 0
}

const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/

/** Whether a text is a real time of the calendar: the 30th of February is not. */
export function isInstant(text: string): boolean {
  if (!shape.test(text)) return false
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 19))
}
