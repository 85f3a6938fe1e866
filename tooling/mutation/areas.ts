/** Code whose tests are tested, and the tests that must notice when it changes. Paths from the workspace's root. */
export interface MutationArea {
  readonly mutate: readonly string[]
  /** In the order in which they run until one fails. */
  readonly tests: readonly string[]
}

const sources = (folder: string): readonly string[] => [
  `${folder}/**/*.ts`,
  `!${folder}/**/*.{test,test-d}.ts`,
]

const eventStore = 'packages/event-store-pg/src'
const projections = 'packages/projections/src'
const readModel = 'packages/read-model/src'
const querySearch = 'packages/query-search/src'

/** Where a mistake loses data, or shows it twice. */
export const areas = {
  /** Commit plans, expected versions, conditions, group commit. */
  append: {
    mutate: sources(`${eventStore}/append`),
    tests: [
      `${eventStore}/append/group-locks.test.ts`,
      `${eventStore}/append/{append,append-together,binary-array,commit-queue,grouped-conditions,inline-appends}.pg.test.ts`,
      `${eventStore}/append/condition-oracle.pg.test.ts`,
      `${eventStore}/postgres-event-store.pg.test.ts`,
      `${eventStore}/unit-of-work/postgres-unit-of-work.pg.test.ts`,
    ],
  },
  /** Checkpoint stores, and what decides when a checkpoint moves. */
  checkpoint: {
    mutate: [...sources(`${projections}/checkpoint`), `${projections}/runner/projection-advance.ts`],
    tests: [
      `${projections}/runner/conformance.test.ts`,
      `${projections}/checkpoint/*.pg.test.ts`,
      `${projections}/storage/conformance.pg.test.ts`,
      `${projections}/runner/{projection-runner,slices,failures,dead-letters,one-connection}.pg.test.ts`,
    ],
  },
  /** Who holds which slice, and hands over when. */
  lease: {
    mutate: [...sources(`${projections}/lease`), ...sources(`${projections}/slice`)],
    tests: [
      `${projections}/{slice,lease}/*.test.ts`,
      `${projections}/storage/conformance.pg.test.ts`,
      `${projections}/runner/conformance.test.ts`,
      `${projections}/runner/{slices,projection-runner}.pg.test.ts`,
    ],
  },
  /** Cursors, and paging by them: read models, statements of the application, the event store. */
  cursor: {
    mutate: [
      'packages/types/src/query/cursor.ts',
      `${readModel}/repository/{stream-pages,page-query,make-page,select-page}.ts`,
      `${readModel}/criteria/{seek-place,seek,sort-key,order-by}.ts`,
      `${querySearch}/handlers/sql-page-query-handler.ts`,
      `${querySearch}/statement/select-page-of.ts`,
      `${eventStore}/read/{read-page,read-log,read-stream,read-ahead,check-sizes}.ts`,
    ],
    tests: [
      'packages/types/src/query/cursor.test.ts',
      `${readModel}/repository/{conformance,changing-pages,postgres-read-model-repository}.pg.test.ts`,
      `${querySearch}/handlers/sql-query-handler.pg.test.ts`,
      `${eventStore}/read/read-ahead.test.ts`,
      `${eventStore}/read/{isolation,round-trips}.pg.test.ts`,
      `${eventStore}/postgres-event-store.pg.test.ts`,
    ],
  },
} as const satisfies Record<string, MutationArea>

export type AreaName = keyof typeof areas
