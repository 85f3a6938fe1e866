import { describe, expect, it } from 'vitest'
import { asksForCopyFromClient, isCopyFromClient } from './copy-from-client.ts'
import { frontendMessage, frontendMessages } from './frontend-message.ts'

describe('finding a COPY from the client', () => {
  it.each([
    'copy t from stdin',
    'COPY "my table" (a, b) FROM STDIN WITH (FORMAT csv)',
    '  /* import */ copy t\n from\n stdin;',
    "-- it's time\ncopy t from stdin",
    "select 'a;b'; copy t from stdin",
    'copy t from stdin where a > 1',
  ])('sees it in %j', (sql) => {
    expect(isCopyFromClient(sql)).toBe(true)
  })

  it.each([
    'copy t to stdout',
    "copy t from '/dev/blob'",
    "insert into notes values ('copy t from stdin')",
    "insert into notes values ('it''s; copy t from stdin')",
    "insert into notes values (e'\\'; copy t from stdin')",
    'insert into notes values ($$; copy t from stdin$$)',
    'do $a$ begin perform 1; copy t from stdin $b$ end $a$',
    'select 1 -- ; copy t from stdin',
    'select 1 /* ; copy t from stdin */',
    'select copy, stdin from t',
    "select * from copy where source = 'x' and target from stdin",
  ])('does not see it in %j', (sql) => {
    expect(isCopyFromClient(sql)).toBe(false)
  })

  it('looks into queries and statements to prepare, and into nothing else', () => {
    const sql = 'copy t from stdin\0'
    const messages = [
      frontendMessage('Q', sql),
      frontendMessage('P', `name\0${sql}\0\0`),
      frontendMessage('B', sql),
    ]
    const asked = [...frontendMessages(Buffer.concat(messages))].map(asksForCopyFromClient)
    expect(asked).toEqual([true, true, false])
  })
})
