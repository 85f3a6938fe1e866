import type { CommandBus, ExecuteOptions, Message, QueryBus } from '@uno-ts/types'

/** One message a bus was given. */
export interface Execution {
  readonly type: string
  readonly data: unknown
  readonly options: ExecuteOptions
}

/** Answers a message of these tests. */
export type Answering = (data: unknown, options: ExecuteOptions) => unknown

/** Both buses at once: what it is given is recorded, and answered by type; without an answer with `{}`. */
export type RecordingBus = CommandBus &
  QueryBus & {
    readonly executions: Execution[]
    /** The only message it was given. */
    only(): Execution
  }

/** Makes a bus behind the contracts alone. */
export function recordingBus(answers: Readonly<Record<string, Answering>> = {}): RecordingBus {
  const executions: Execution[] = []
  const execute = async ({ type, data }: Message, options: ExecuteOptions = {}): Promise<unknown> => {
    executions.push({ type, data, options })
    return (answers[type] ?? (() => ({})))(data, options)
  }
  const only = (): Execution => {
    const [first, second] = executions
    if (first === undefined || second !== undefined)
      throw new Error(`expected one, found ${executions.length}`)
    return first
  }
  return { executions, only, execute } as RecordingBus
}
