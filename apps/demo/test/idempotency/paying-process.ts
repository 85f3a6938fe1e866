// A process that pays: each of so many accounts once, with the same keys as its rivals; or once, and hangs before the commit.
import { writeSync } from 'node:fs'
import { Pool } from 'pg'
import { pay, payingBus } from './paying-bus.ts'

const [url, task = '', keys = '0'] = process.argv.slice(2)
const pool = new Pool({ connectionString: url, max: 5 })
const tell = (line: unknown): void => void writeSync(1, `${JSON.stringify(line)}\n`)

if (task === 'hang') {
  const timer = setInterval(() => undefined, 60_000)
  const bus = payingBus(pool, {
    waits: false,
    beforeCommit() {
      tell('written')
      return new Promise<void>(() => undefined)
    },
  })
  await bus.execute(pay({ account: 'killed', amount: 1 }), { idempotencyKey: 'killed' })
  clearInterval(timer)
} else {
  const bus = payingBus(pool, { waits: true })
  const each = Array.from({ length: Number(keys) }, (_, nr) => `race-${nr}`)
  // Twice each: rivals are in the same process, too.
  const outcomes = await Promise.all(
    [...each, ...each].map(async (idempotencyKey) => {
      // A refusal rolls back and is recorded afterwards.
      const amount = idempotencyKey.endsWith('3') ? -1 : 1
      const answer = await bus
        .execute(pay({ account: idempotencyKey, amount }), { idempotencyKey })
        .catch((error: unknown) => (error as { rule?: string }).rule ?? String(error))
      return { key: idempotencyKey, answer }
    }),
  )
  for (const outcome of outcomes) tell(outcome)
  await pool.end()
}
