import fastify, { type FastifyInstance } from 'fastify'
import type { Pool, PoolClient } from 'pg'
import { openPool } from '../../event-store/contender/open-pool.ts'
import type { RouteContender } from '../route-path.ts'
import {
  addLine,
  evolve,
  lineBefore,
  lineRequest,
  noOrder,
  type LineAdded,
  type LineRequest,
} from './add-line.ts'

const table = `create table events (
  position bigint generated always as identity primary key,
  stream_id text not null, stream_version int not null, type text not null, data jsonb not null, metadata jsonb not null,
  recorded_at timestamptz not null default now(), unique (stream_id, stream_version))`
const fill = `insert into events (stream_id, stream_version, type, data, metadata)
  select 'order-' || nr, version, 'OrderLineAdded', $3, '{}'
  from generate_series($1::int, $2::int) as nr, generate_series(1, $4::int) as version`
const select = {
  name: 'select events',
  text: 'select stream_version, type, data, recorded_at from events where stream_id = $1 order by stream_version',
}
const insert = {
  name: 'insert event',
  text: 'insert into events (stream_id, stream_version, type, data, metadata) values ($1, $2, $3, $4, $5)',
}

interface ByHandOptions {
  readonly before: number
  readonly connections: number
}

/**
 * The same by hand: the schema, then begin, select, fold, decide, insert, commit on one connection; the unique index
 * checks the version. Without events before it is one insert.
 */
export function byHandRoute({ before, connections }: ByHandOptions): RouteContender {
  return {
    name: before > 0 ? 'begin, select, insert, commit by hand' : 'one insert by hand',
    async open(url) {
      const pool = openPool(url, connections)
      await pool.query(table)
      const app = routeOf(pool, before > 0 ? appendAfterLoad : appendOnly)
      return {
        app,
        async prepare(first, amount) {
          if (before === 0) return
          await pool.query(fill, [first, first + amount - 1, JSON.stringify(lineBefore), before])
        },
        async written() {
          const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from events')
          return rows[0]?.count ?? 0
        },
        [Symbol.asyncDispose]: () => pool.end(),
      }
    },
  }
}

function routeOf(
  pool: Pool,
  work: (pool: Pool, line: LineRequest, id: string) => Promise<number>,
): FastifyInstance {
  const app = fastify()
  app.post('/orders', async (request, reply) => {
    const parsed = lineRequest.safeParse(request.body)
    if (!parsed.success) return reply.code(400).send({ issues: parsed.error.issues })
    const { data } = parsed
    const streamVersion = await work(pool, data, request.id)
    return reply.code(201).send({ orderId: data.orderId, streamVersion })
  })
  return app
}

async function appendAfterLoad(pool: Pool, line: LineRequest, id: string): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const stream = `order-${line.orderId}`
    const { rows } = await client.query<LineAdded>({ ...select, values: [stream] })
    const event = addLine(line, rows.reduce(evolve, noOrder))
    await write(client, stream, rows.length + 1, event, id)
    await client.query('commit')
    return rows.length + 1
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function appendOnly(pool: Pool, line: LineRequest, id: string): Promise<number> {
  await write(pool, `order-${line.orderId}`, 1, addLine(line, noOrder), id)
  return 1
}

async function write(
  connection: Pool | PoolClient,
  stream: string,
  version: number,
  { type, data }: LineAdded,
  id: string,
): Promise<void> {
  const metadata = JSON.stringify({ correlationId: id })
  await connection.query({ ...insert, values: [stream, version, type, JSON.stringify(data), metadata] })
}
