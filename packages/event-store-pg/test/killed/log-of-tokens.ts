import type { Pool } from 'pg'

/** What the log holds, for tests whose events carry a token in their data. */
export interface TokenLog {
  /** How often each token is there. */
  readonly counts: ReadonlyMap<string, number>
  /** Streams whose versions have holes, or end elsewhere than the stream's row says. */
  readonly brokenStreams: readonly string[]
}

/** Reads the whole log, archived or not, whatever the store may say. */
export async function logOfTokens(pool: Pool): Promise<TokenLog> {
  const { rows: tokens } = await pool.query<{ token: string; count: number }>(
    `select data->>'token' as token, count(*)::int from uno.events group by 1`,
  )
  const { rows: broken } = await pool.query<{ stream_id: string }>(
    `select s.stream_id from uno.streams s left join uno.events e using (tenant_id, stream_id)
     group by s.tenant_id, s.stream_id, s.stream_version
     having count(e.event_id) <> s.stream_version or min(e.stream_version) <> 1
       or max(e.stream_version) <> s.stream_version`,
  )
  return {
    counts: new Map(tokens.map(({ token, count }) => [token, count])),
    brokenStreams: broken.map((row) => row.stream_id),
  }
}

/** Those of the tokens that are not there exactly once. */
export function notOnce(log: TokenLog, tokens: Iterable<string>): readonly string[] {
  return [...tokens].filter((token) => log.counts.get(token) !== 1)
}

/** The tokens that are there more often than once. */
export function moreThanOnce(log: TokenLog): readonly string[] {
  return [...log.counts].flatMap(([token, count]) => (count > 1 ? [token] : []))
}
