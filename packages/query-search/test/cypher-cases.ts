import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { naughtyTexts } from './naughty-texts.ts'
import type { openAgeGraph } from './open-age-graph.ts'

type OpenAge = Awaited<ReturnType<typeof openAgeGraph>>

/** What Cypher does through AGE. */
export function describeCypher(name: string, graph: OpenAge): void {
  const { db, service, target } = graph
  const write = (changes: Parameters<typeof target.apply>[0], tenant?: string) =>
    db.transaction().execute(async (tx) => {
      await target.clear({ tx, tenant })
      await target.apply(changes, { tx, tenant })
    })
  const wrote = (from: string, to: string, weight = 1) =>
    ({ type: 'upsertEdge', edge: 'WROTE_TO', from, to, weight }) as const
  const names = z.object({ name: z.string() })

  describe(`Cypher on ${name}`, () => {
    it('asks with parameters, and answers with what the schema makes of it', async () => {
      await write([wrote('ann', 'bob', 3), wrote('bob', 'cy')])
      const { rows, engine, complete } = await service.cypher({
        text: 'MATCH (a:Person)-[w:WROTE_TO]->(b:Person) WHERE a.key = $key AND w.weight >= $least RETURN b.key, w.weight, a, w',
        parameters: { key: 'ann', least: 2 },
        columns: ['name', 'weight', 'a', 'w'],
        result: z.object({
          name: z.string(),
          weight: z.number(),
          a: z.object({
            kind: z.literal('vertex'),
            label: z.string(),
            properties: z.object({ key: z.string() }),
          }),
          w: z.object({ kind: z.literal('edge'), startId: z.bigint(), properties: z.object({}) }),
        }),
      })
      expect({ rows, engine, complete }).toMatchObject({
        engine: 'age',
        complete: true,
        rows: [{ name: 'bob', weight: 3, a: { label: 'Person', properties: { key: 'ann' } } }],
      })
    })

    it('reads every value as it was given', async () => {
      const value = {
        text: 'é "quoted" \\ $$ 😀\n\t\u2028',
        whole: -7,
        big: 2n ** 62n + 1n,
        half: -1.5e-9,
        large: 1e300,
        yes: true,
        none: null,
        list: [1, [], { a: 'b' }],
        '': 'no name',
      }
      const { rows } = await service.cypher({
        text: 'RETURN $value, [$value.whole, 2.0]',
        parameters: { value },
        columns: ['value', 'list'],
        result: z.object({ value: z.unknown(), list: z.array(z.number()) }),
      })
      expect(rows).toEqual([{ value, list: [-7, 2] }])
    })

    it('never takes a value for Cypher or SQL', async () => {
      await write(naughtyTexts.map((text, index) => wrote('reader', `${index}${text}`)))
      for (const [index, text] of naughtyTexts.entries()) {
        const key = `${index}${text}`
        const { rows } = await service.cypher({
          text: 'MATCH (a:Person)-[:WROTE_TO]->(b:Person) WHERE b.key = $key RETURN b.key',
          parameters: { key },
          columns: ['name'],
          result: names,
        })
        expect(rows).toEqual([{ name: key }])
      }
    })

    it('keeps its text between its quotes, whatever it holds', async () => {
      for (const text of ['$$', '$cypher0$', '$cypher', '$', "'", '\\', '$1', '${x}']) {
        const literal = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
        const { rows } = await service.cypher({
          text: `RETURN '${literal}' // $cypher0$${text}`,
          columns: ['name'],
          result: names,
        })
        expect(rows).toEqual([{ name: text }])
      }
    })

    it.each(naughtyTexts.filter((text) => !/^\w+$/.test(text)))(
      'refuses %j as the name of a column or a parameter',
      async (text) => {
        const refused = { code: 'ERR_INVALID_ARGUMENT' }
        const asked = { text: 'RETURN 1', result: z.unknown() }
        await expect(service.cypher({ ...asked, columns: [text] })).rejects.toMatchObject(refused)
        await expect(
          service.cypher({ ...asked, columns: ['a'], parameters: { [text]: 1 } }),
        ).rejects.toMatchObject(refused)
      },
    )

    it.each([Number.NaN, Number.POSITIVE_INFINITY, 2n ** 63n, 'a\0b', '\ud800', new Date(0)])(
      'refuses a parameter that AGE cannot hold: %s',
      async (value) => {
        const wrong = service.cypher({
          text: 'RETURN $value',
          parameters: { value: value as never },
          columns: ['a'],
          result: z.unknown(),
        })
        await expect(wrong).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
      },
    )

    it('leaves nothing behind, however it is asked', async () => {
      await write([wrote('ann', 'bob')])
      const all = { text: 'MATCH (n) RETURN n.key', columns: ['name'], result: names }
      const writes = [
        "CREATE (n:Person {key: 'eve'}) RETURN n.key",
        "MATCH (n:Person) SET n.key = 'eve' RETURN n.key",
        'MATCH (n:Person) DETACH DELETE n RETURN n.key',
      ]
      for (const text of writes) {
        await service.cypher({ ...all, text }).catch(() => undefined)
        expect((await service.cypher(all)).rows.map((row) => row.name).toSorted()).toEqual(['ann', 'bob'])
        await db.transaction().execute(async (tx) => {
          const transaction = { sql: tx, connection: { query: () => Promise.reject(new Error('not asked')) } }
          await service.cypher({ ...all, text }, { transaction }).catch(() => undefined)
          const path = await sql<{ search_path: string }>`show search_path`.execute(tx)
          expect(path.rows[0]?.search_path).not.toContain('ag_catalog')
        })
        expect((await service.cypher(all)).rows.map((row) => row.name).toSorted()).toEqual(['ann', 'bob'])
      }
      const path = await sql<{ search_path: string }>`show search_path`.execute(db)
      expect(path.rows[0]?.search_path).not.toContain('ag_catalog')
    })

    it('sees no other tenant, whatever it asks', async () => {
      await graph.prepare("o'brien; --")
      await write([wrote('secret', 'other')], "o'brien; --")
      await write([wrote('ann', 'bob')])
      const all = { text: 'MATCH (n) RETURN n.key', columns: ['name'], result: names }
      const keys = async (tenant?: string) =>
        (await service.cypher(all, { tenant })).rows.map((row) => row.name).toSorted()
      expect([await keys(), await keys("o'brien; --")]).toEqual([
        ['ann', 'bob'],
        ['other', 'secret'],
      ])
    })

    it('says what does not fit, and stops at its limit', async () => {
      await write([wrote('ann', 'bob')])
      const all = { text: 'MATCH (n:Person) RETURN n.key', columns: ['name'] }
      await expect(service.cypher({ ...all, result: z.object({ name: z.number() }) })).rejects.toMatchObject({
        code: 'ERR_VALIDATION',
      })
      expect(await service.cypher({ ...all, result: names, limit: 1 })).toMatchObject({
        complete: false,
        rows: { length: 1 },
      })
      await expect(
        service.cypher({ text: 'MATCH (', columns: ['a'], result: z.unknown() }),
      ).rejects.toMatchObject({ code: 'ERR_DATABASE', retryable: false })
    })

    it('knows the questions of the package too, and tells what they cost', async () => {
      await write([wrote('ann', 'bob'), wrote('bob', 'cy')])
      const { rows } = await service.cypher({
        text: 'MATCH p = (a:Person)-[:WROTE_TO*1..3]->(b:Person) WHERE a.key = $key RETURN p',
        parameters: { key: 'ann' },
        columns: ['p'],
        result: z.object({
          p: z.object({ nodes: z.array(z.object({ properties: z.object({ key: z.string() }) })) }),
        }),
      })
      const ends = rows.map(({ p }) => p.nodes.at(-1)?.properties.key)
      const from = { label: 'Person', key: 'ann' } as const
      const { nodes } = await service.graphQuery({ type: 'reachable', from, depth: 3 })
      expect(nodes.map(({ key }) => key)).toEqual(['bob', 'cy'])
      expect(ends).toEqual(expect.arrayContaining(['bob', 'cy']))
    })

    it('wants to be prepared', async () => {
      const from = { label: 'Person', key: 'ann' } as const
      const nobody = { tenant: 'nobody' }
      await expect(service.graphQuery({ type: 'neighbours', of: from }, nobody)).rejects.toMatchObject({
        code: 'ERR_SCHEMA',
      })
      await expect(write([wrote('a', 'b')], 'nobody')).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
      await Promise.all([graph.prepare('somebody'), graph.prepare('somebody')])
      await graph.prepare('somebody')
    })
  })
}
