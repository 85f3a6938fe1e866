import type { Criteria } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { product } from '../read-model/product.ts'
import { rejection } from '../rejection.ts'
import type { QueryServiceCase, QueryServiceTopic } from './query-service-subject.ts'

const naughtyFields = [
  'name" or 1=1 --',
  `name'; drop table uno.conformance_searched_products; --`,
  'tenant_id',
  'document',
  'row_version',
  'search_vector',
  'name.',
  '.name',
  '',
  'attributes..a',
  'attributes.a\0b',
  '__proto__',
  'constructor.name',
  'x'.repeat(10_000),
]

const naughtyTexts = [
  `'; drop table uno.conformance_searched_products; --`,
  `" or "1"="1`,
  `$1 $2 :a ? %s {0}`,
  `\\'; \\"; \\\\`,
  `*/ /* -- #`,
  '%_\\%',
  '😀 ﷽ \u202e',
  `E'\\x00' U&'\\0000'`,
]

/** What comes from outside is data, never SQL. */
export const injectionCases: QueryServiceTopic = {
  topic: 'what comes from outside',
  cases: [
    ...naughtyFields.map(refusesField),
    {
      name: 'is found as the text it is',
      async run({ service, repository }) {
        await repository.saveMany([
          ...naughtyTexts.map((name, index) =>
            product(`p${index}`, { name, labels: [name], attributes: { [`key ${index}`]: name, at: name } }),
          ),
          product('other'),
        ])
        for (const [index, text] of naughtyTexts.entries()) {
          const criteria: readonly Criteria[] = [
            { op: 'eq', field: 'name', value: text },
            { op: 'in', field: 'name', values: [text] },
            { op: 'like', field: 'name', pattern: text.replaceAll(/[%_\\]/g, String.raw`\$&`) },
            { op: 'contains', field: 'labels', values: [text] },
            { op: 'eq', field: 'attributes.at', value: text },
            { op: 'eq', field: `attributes.key ${index}`, value: text },
          ]
          for (const where of criteria) {
            const found = await service.find({ where })
            assert.deepEqual(
              found.map(({ id }) => id),
              [`p${index}`],
              JSON.stringify(where),
            )
          }
        }
        assert.equal(await service.count(), naughtyTexts.length + 1)
      },
    },
    {
      name: 'is a key inside a document, however it is spelt',
      async run({ service, repository }) {
        const keys = [`a'b`, 'a"b', 'a b', '{a,b}', '$a', 'é', '😀', '0']
        await repository.saveMany(
          keys.map((key, index) => product(`p${index}`, { attributes: { [key]: index } })),
        )
        for (const [index, key] of keys.entries()) {
          const found = await service.find({ where: { op: 'exists', field: `attributes.${key}` } })
          assert.deepEqual(
            found.map(({ id }) => id),
            [`p${index}`],
            key,
          )
        }
      },
    },
  ],
}

function refusesField(field: string): QueryServiceCase {
  const shown = JSON.stringify(field.length > 40 ? `${field.slice(0, 40)}…` : field)
  return {
    name: `is refused as a field: ${shown}`,
    async run({ service }) {
      await rejection(service.find({ where: { op: 'eq', field, value: 'a' } }), 'ERR_INVALID_ARGUMENT')
      await rejection(service.find({ where: { op: 'isNull', field } }), 'ERR_INVALID_ARGUMENT')
      await rejection(service.find({ sort: [{ field, direction: 'asc' }] }), 'ERR_INVALID_ARGUMENT')
    },
  }
}
