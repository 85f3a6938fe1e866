import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Pool } from 'pg'
import type { Attempt, LoggedEvent } from './attempt.ts'
import { checkLog, type Verdict } from './check-log.ts'

const program = join(import.meta.dirname, 'decide.ts')

/** Lets processes of their own decide at random for `ms`, then holds what they did against the log. */
export async function runOracle(options: {
  readonly url: string
  readonly pool: Pool
  readonly processes: number
  readonly ms: number
  readonly seed: number
}): Promise<Verdict> {
  const { url, pool, processes, ms, seed } = options
  const children = Array.from({ length: processes }, (_, nr) =>
    fork(program, [url, String(seed + nr), String(ms)], { execArgv: ['--conditions=@uno-ts/source'] }),
  )
  try {
    await Promise.all(children.map((child) => answer(child)))
    const answers = children.map((child) => answer(child))
    for (const child of children) child.send('go')
    const attempts = (await Promise.all(answers)) as Attempt[][] // decide.ts sends nothing else
    return checkLog(attempts.flat(), await readLog(pool))
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
}

/** The next message of a process. @throws when it ends without one */
async function answer(child: ChildProcess): Promise<unknown> {
  // Unlike 'exit', this comes after all that the process has sent.
  const ended = once(child, 'disconnect').then(() => {
    throw new Error('a process of the oracle ended before it answered')
  })
  const [message] = await Promise.race([once(child, 'message'), ended])
  return message
}

async function readLog(pool: Pool): Promise<readonly LoggedEvent[]> {
  const { rows } = await pool.query<Omit<LoggedEvent, 'position'> & { position: string }>(
    `select global_position as position, data->>'token' as token, type, coalesce(tags, '{}') as tags
     from uno.events order by global_position`,
  )
  return rows.map((row) => ({ ...row, position: BigInt(row.position) }))
}
