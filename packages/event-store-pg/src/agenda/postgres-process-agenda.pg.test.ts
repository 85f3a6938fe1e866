import { describeProcessAgenda } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { processAgendaSubject } from '../../test/process-agenda-subject.ts'
import { PostgresProcessAgenda } from './postgres-process-agenda.ts'

describe.each(inject('postgresServers'))('PostgresProcessAgenda on $name', ({ url }) => {
  let open: OpenStore

  beforeAll(async () => {
    open = await openStore({ url })
  })
  afterAll(() => open.close())

  describeProcessAgenda('entries', () => processAgendaSubject(open.pool), ['concurrent-connections'])

  it('finds what is due by an index, among many that wait', async () => {
    const agenda = new PostgresProcessAgenda({ pool: open.pool, tenant: 'many' })
    await open.pool.query(
      `insert into uno.process_agenda (tenant_id, process_manager, process_id, due_at)
        select 'many', 'fulfilment', nr::text, '2030-01-01'::timestamptz + nr * interval '1 s' from generate_series(1, 20000) nr`,
    )
    await open.pool.query('analyze uno.process_agenda')
    const { rows } = await open.pool.query<{ readonly 'QUERY PLAN': string }>(
      `explain select process_id from uno.process_agenda
        where tenant_id = 'many' and process_manager = 'fulfilment' and due_at <= '2030-01-01T00:00:03Z'
        order by due_at limit 8 for update skip locked`,
    )
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('process_agenda_due')
    const now = new Date('2030-01-01T00:00:03Z')
    expect(await agenda.claim('fulfilment', { now, claimant: 'me', forMs: 60_000, limit: 8 })).toEqual([
      '1',
      '2',
      '3',
    ])
  })
})
