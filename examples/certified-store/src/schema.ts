/**
 * One table. SQLite lets one writer in at a time, so positions are drawn in the order of commits: whoever has seen one has
 * seen all below it.
 */
export const schema = `
  create table if not exists event (
    position integer primary key autoincrement,
    tenant text not null,
    id text not null,
    stream text not null,
    version integer not null,
    category text not null,
    type text not null,
    schema_version integer not null,
    tags text not null,
    correlation text,
    data text not null,
    metadata text not null,
    recorded_at integer not null,
    unique (tenant, stream, version),
    unique (tenant, id)
  ) strict`
