/** An event as every contender is given it and must give it back. */
export interface SampleEvent {
  readonly type: string
  readonly data: Record<string, unknown>
  readonly metadata: SampleMetadata
}

/** What travels with a sample event. */
export interface SampleMetadata {
  readonly correlationId: string
  readonly causationId: string
  readonly actor: string
}

/** The event that brings a stream to `version`: about 260 bytes of data and 145 of metadata as JSON. */
export function sampleEvent(stream: string, version: number): SampleEvent {
  const id = String(version).padStart(12, '0')
  return {
    type: 'OrderLineAdded',
    data: {
      orderId: stream,
      line: version,
      stockCode: '85123A',
      description: 'WHITE HANGING HEART T-LIGHT HOLDER',
      quantity: 6 + (version % 12),
      unitPriceMilli: 2_550,
      currency: 'GBP',
      warehouse: { code: 'LDN-02', aisle: 14, bin: 'C-117' },
      addedAt: '2026-01-12T08:26:00.000Z',
      note: 'gift wrap',
    },
    metadata: {
      correlationId: `018f4d2a-7b1c-7c3e-9a55-${id}`,
      causationId: `018f4d2a-7b1d-7f00-8b21-${id}`,
      actor: 'customer-17850-of-wholesale',
    },
  }
}

/** The events that bring a stream from one version to another. */
export function sampleEvents(
  stream: string,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): readonly SampleEvent[] {
  return Array.from({ length: upTo - after }, (_, index) => sampleEvent(stream, after + index + 1))
}
