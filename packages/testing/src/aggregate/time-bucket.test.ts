import { describe, expect, it } from 'vitest'
import { bucketStart } from './time-bucket.ts'

describe('the beginning of a bucket', () => {
  it.each([
    ['2026-11-23T02:40:30.500Z', 'minute', 'UTC', '2026-11-23T02:40:00.000Z'],
    ['2026-11-23T02:40:30.500Z', 'hour', 'Asia/Kathmandu', '2026-11-23T02:15:00.000Z'],
    ['2026-11-22T23:30:00.000Z', 'day', 'Europe/Paris', '2026-11-22T23:00:00.000Z'],
    ['2026-11-22T12:00:00.000Z', 'week', 'UTC', '2026-11-16T00:00:00.000Z'],
    ['2026-03-31T22:30:00.000Z', 'month', 'Europe/Paris', '2026-03-31T22:00:00.000Z'],
    ['2026-11-23T00:00:00.000Z', 'quarter', 'UTC', '2026-10-01T00:00:00.000Z'],
    ['2026-11-23T00:00:00.000Z', 'year', 'America/New_York', '2026-01-01T05:00:00.000Z'],
    ['2026-10-25T01:30:00.000Z', 'hour', 'Europe/Paris', '2026-10-25T01:00:00.000Z'], // the second two o'clock
    ['2018-11-04T12:00:00.000Z', 'day', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'], // midnight was skipped
    ['2018-02-18T12:00:00.000Z', 'day', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
  ] as const)('of %s, by %s in %s, is %s', (time, bucket, zone, start) => {
    expect(bucketStart(new Date(time), bucket, zone).toISOString()).toBe(start)
  })
})
