const words = {
  placed: 'Placed',
  dispatched: 'Dispatched',
  cancelled: 'Cancelled',
  refused: 'Refused',
  returned: 'Returned',
  booked: 'Booked',
  sale: 'Order',
  cancellation: 'Return',
  adjustment: 'Adjustment',
  pending: 'Placing…',
} as const

export type Status = keyof typeof words

export function StatusChip({ status }: { readonly status: Status }) {
  return <span class={`chip ${status}`}>{words[status]}</span>
}
