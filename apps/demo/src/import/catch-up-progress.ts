import type { ProjectionStatus } from '@uno-ts/types'
import { grouped } from './import-progress.ts'
import { ProgressLine, type ProgressOutput } from './progress-line.ts'

const lookMs = 200

/** Shows how far the read models are: the one that is furthest back, how fast it goes and how long it will take. */
export class CatchUpProgress implements Disposable {
  readonly #line: ProgressLine
  readonly #timer: NodeJS.Timeout
  #last: ProjectionStatus | undefined

  /** @param status - where each projection stands, as the runner says */
  constructor(output: ProgressOutput, status: () => Promise<readonly ProjectionStatus[]>) {
    this.#line = new ProgressLine(output, () => ({ share: this.#share(), text: this.#text() }))
    this.#timer = setInterval(() => void this.#look(status), lookMs)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#line[Symbol.dispose]()
  }

  async #look(status: () => Promise<readonly ProjectionStatus[]>): Promise<void> {
    const all = await status()
    this.#last = all.toSorted((one, other) => Number(one.position - other.position))[0]
  }

  #share(): number {
    if (this.#last === undefined || this.#last.head === 0n) return 0
    return Number(this.#last.position) / Number(this.#last.head)
  }

  #text(): string {
    if (this.#last === undefined) return 'the read models begin'
    const { projectionId, position, head, rate } = this.#last
    const left = rate > 0 ? Math.ceil(Number(head - position) / rate) : '?'
    return `of the log are in ${projectionId}, ${grouped(Math.round(rate))} events/s, ${left} s left`
  }
}
