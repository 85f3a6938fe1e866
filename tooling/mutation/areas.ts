/** A piece of code whose tests are tested, and the tests that must notice when it changes. Paths from the workspace's root. */
export interface MutationPart {
  readonly mutate: readonly string[]
  /** In the order in which they run until one fails. */
  readonly tests: readonly string[]
}

const eventStore = 'packages/event-store-pg/src'
const projections = 'packages/projections/src'
const readModel = 'packages/read-model/src'
const querySearch = 'packages/query-search/src'

/** Where a mistake loses data, or shows it twice: each area by its parts, of which each has tests of its own. */
export const areas = {
  /** Commit plans, expected versions, conditions, group commit. */
  append: {
    plan: {
      mutate: [
        `${eventStore}/append/{append-plan,binary-array,encode-event,expected-version,group-locks,merged-metadata,tag-locks}.ts`,
      ],
      tests: [
        `${eventStore}/append/{append-plan,encode-event,expected-version,group-locks,merged-metadata,tag-locks}.test.ts`,
        `${eventStore}/append/binary-array.pg.test.ts`,
      ],
    },
    statements: {
      mutate: [
        `${eventStore}/append/{append-event,append-events,append-group,append-together,inline-appends}.ts`,
      ],
      tests: [
        `${eventStore}/append/{ways-to-append,append-events,inline-appends}.test.ts`,
        `${eventStore}/append/{append-together,inline-appends,grouped-conditions}.pg.test.ts`,
        `${eventStore}/postgres-event-store.pg.test.ts`,
      ],
    },
    queue: {
      mutate: [`${eventStore}/append/commit-queue.ts`],
      tests: [`${eventStore}/append/commit-queue.test.ts`],
    },
  },
  /** Checkpoint stores, and what decides when a checkpoint moves. */
  checkpoint: {
    store: {
      mutate: [`${projections}/checkpoint/!(*.test).ts`],
      tests: [`${projections}/checkpoint/*.pg.test.ts`, `${projections}/storage/conformance.pg.test.ts`],
    },
    advance: {
      mutate: [`${projections}/runner/projection-advance.ts`],
      tests: [
        `${projections}/runner/{projection-advance,conformance}.test.ts`,
        `${projections}/runner/{slices,dead-letters}.pg.test.ts`,
      ],
    },
  },
  /** Who holds which slice, and hands over when. */
  lease: {
    store: {
      mutate: [`${projections}/lease/!(slice-sharer|*.test).ts`],
      tests: [
        `${projections}/lease/*.pg.test.ts`,
        `${projections}/storage/conformance.pg.test.ts`,
        `${projections}/tally/rebuild-sql.pg.test.ts`,
      ],
    },
    sharing: {
      mutate: [`${projections}/lease/slice-sharer.ts`, `${projections}/slice/!(*.test).ts`],
      tests: [`${projections}/{slice,lease}/!(*.pg).test.ts`],
    },
  },
  /** Cursors, and paging by them: read models, statements of the application, the event store. */
  cursor: {
    text: {
      mutate: ['packages/types/src/query/cursor.ts'],
      tests: ['packages/types/src/query/cursor.test.ts'],
    },
    'read-models': {
      mutate: [
        `${readModel}/repository/{stream-pages,page-query,make-page,select-page}.ts`,
        `${readModel}/criteria/{seek-place,seek,sort-key,order-by}.ts`,
      ],
      tests: [
        `${readModel}/criteria/{seek,seek-place}.test.ts`,
        `${readModel}/repository/page-query.test.ts`,
        `${readModel}/repository/{postgres-read-model-repository,conformance,changing-pages}.pg.test.ts`,
      ],
    },
    statements: {
      mutate: [
        `${querySearch}/handlers/sql-page-query-handler.ts`,
        `${querySearch}/statement/select-page-of.ts`,
      ],
      tests: [
        `${querySearch}/statement/select-page-of.test.ts`,
        `${querySearch}/handlers/sql-query-handler.pg.test.ts`,
      ],
    },
    events: {
      mutate: [`${eventStore}/read/{read-page,read-log,read-stream,read-ahead,check-sizes}.ts`],
      tests: [
        `${eventStore}/read/{check-sizes,read-ahead,read-page}.test.ts`,
        `${eventStore}/postgres-event-store.pg.test.ts`,
        `${eventStore}/read/round-trips.pg.test.ts`,
      ],
    },
  },
} as const satisfies Record<string, Record<string, MutationPart>>

export type AreaName = keyof typeof areas

/** The parts of an area by name. */
export function partsOf(area: AreaName): readonly (readonly [name: string, part: MutationPart])[] {
  return Object.entries(areas[area])
}
