/** What the channel `events` tells of an event. */
export interface News {
  readonly position: string
  readonly event:
    | 'OrderPlaced'
    | 'OrderRefused'
    | 'OrderDispatched'
    | 'OrderCancelled'
    | 'GoodsReturned'
    | 'AdjustmentBooked'
  readonly data: {
    readonly invoiceNo: string
    /** The version of its stream that the event made. */
    readonly version: number
    readonly country?: string
    readonly customerId?: string | null
    readonly lines: number
    readonly netMilli: number
    readonly recordedAt: string
  }
}
