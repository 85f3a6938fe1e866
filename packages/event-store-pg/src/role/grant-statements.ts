import { InvalidArgumentError } from '@uno-ts/types'
import type { EventStoreRoles } from './event-store-roles.ts'

/** What each role may do beside what the one before it may; `%` stands for the schema and a dot. */
const rights = {
  reader: [
    'select on %migrations, %streams, %events, %archived_events, %event_tags, %stream_events',
    'select on %snapshots, %query_snapshots, %usable_snapshots, %usable_query_snapshots',
    'select on sequence %event_position', // `last_value`; drawing from it needs more
    'execute on function %floor_tag, %lock_tags, %last_position, %horizon, %snapshot_checksum',
    'execute on function %expect_read_committed, %read_by_query, %read_page',
  ],
  writer: [
    'execute on function %append_event, %append_events, %append_group, %append_together',
    'insert, update, delete on %snapshots, %query_snapshots', // disposable, unlike events
    'execute on function %claim_idempotency_key',
    'select, insert, update, delete on %idempotency_keys', // what is old is forgotten, and locked for it
    'select, insert, update, delete on %process_agenda',
  ],
  manager: [
    'execute on function %archive_streams, %unarchive_streams, %begin_import',
    'insert on %events, %event_tags', // COPY cannot go through a function
  ],
} as const satisfies Record<keyof EventStoreRoles, readonly string[]>

/** Grants each role its rights, and those of the roles before it. Repeating it is harmless. */
export function grantStatements(schema: string, roles: EventStoreRoles): readonly string[] {
  const grants = {
    reader: rights.reader,
    writer: [...rights.reader, ...rights.writer],
    manager: [...rights.reader, ...rights.writer, ...rights.manager],
  }
  return (['reader', 'writer', 'manager'] as const).flatMap((kind) => {
    const role = roles[kind]
    if (role === undefined) return []
    const to = `to ${quotedRole(role)}`
    return [
      `grant usage on schema ${schema} ${to}`,
      ...grants[kind].map((right) => `grant ${right.replaceAll('%', `${schema}.`)} ${to}`),
    ]
  })
}

function quotedRole(role: string): string {
  if (role === '' || role.includes('\0') || Buffer.byteLength(role) > 63) {
    throw new InvalidArgumentError(
      `a role's name has 1 to 63 bytes and no NUL, found ${role.length} characters`,
    )
  }
  return `"${role.replaceAll('"', '""')}"`
}
