/**
 * Names in exported declarations that are exported nowhere, by package: steps of a type that the compiler works out, and short
 * names of what stands spelled out in the API report of its package. A name that is missing here or no longer needed fails the
 * reference: whoever adds one has thought about exporting it.
 */
export const innerNames: Readonly<Record<string, readonly string[]>> = {
  '@uno-ts/cqrs-core': ['Commands', 'EventOf', 'EveryType', 'Inline', 'Maybe'],
  '@uno-ts/event-store-pg': ['Listener'],
  '@uno-ts/fastify-adapter': ['Counted', 'FilterOf', 'FoundIssue', 'RequestScopes'],
  '@uno-ts/projections': [
    'AnyFoldTable',
    'Context',
    'EmptyingContext',
    'RowKeys',
    'SqlTypeOf',
    'SubscribeOptions',
    'Values',
  ],
  '@uno-ts/query-search': ['Answering', 'Options'],
  '@uno-ts/read-model': [
    'Ask',
    'ColumnFor',
    'Compare',
    'CompareAny',
    'CompareItems',
    'Listener',
    'Match',
    'Order',
    'RowFrom',
    'SqlValue',
    'Waiting',
  ],
  '@uno-ts/testing': ['EventOfRecorded'],
  '@uno-ts/types': [
    'Comparable',
    'Deepest',
    'FieldHolding',
    'Groups',
    'ItemOf',
    'Measures',
    'MissingIn',
    'OptionsOfSettings',
    'Picked',
    'PlaceOf',
    'Present',
    'Scalar',
    'Spread',
    'Within',
  ],
}
