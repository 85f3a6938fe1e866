import { describe, expect, it } from 'vitest'
import { untilAnswered } from '../../page/src/answers/until-answered.ts'

const broken = new TypeError('fetch failed')
const problem = (status: number, code: string) => Response.json({ code }, { status })

/** Answers one after the other, as long as there are some. */
function shop(...answers: readonly (Response | Error)[]) {
  let asked = 0
  const request = async (): Promise<Response> => {
    const answer = answers[asked++]
    if (answer instanceof Response) return answer
    throw answer ?? new Error('asked too often')
  }
  return { request, asked: () => asked }
}

describe('a command of the page', () => {
  it.each([
    ['is sent once when it is answered', [Response.json({})]],
    ['is sent once when it is refused', [problem(422, 'ERR_RULE_VIOLATION')]],
    ['is sent once when somebody else was first', [problem(409, 'ERR_CONCURRENCY')]],
    ['is sent again when the connection broke', [broken, broken, Response.json({})]],
    ['is sent again while the first one runs', [problem(409, 'ERR_IDEMPOTENCY'), Response.json({})]],
    ['is sent again when the shop is about to open', [problem(503, 'ERR_NOT_READY'), Response.json({})]],
  ])('%s', async (_what, answers) => {
    const { request, asked } = shop(...answers)
    expect(await untilAnswered(request, [0, 0])).toBe(answers.at(-1))
    expect(asked()).toBe(answers.length)
  })

  it('is given up some time, and ended by what is no broken connection', async () => {
    await expect(untilAnswered(shop(broken, broken).request, [0])).rejects.toBe(broken)
    const gone = new DOMException('gone', 'AbortError')
    await expect(untilAnswered(shop(gone).request, [0])).rejects.toBe(gone)
  })
})
