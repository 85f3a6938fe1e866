import { defineCommand } from '@uno-ts/cqrs-core'
import { NotFoundError, type CommandHandler } from '@uno-ts/types'
import { z } from 'zod'
import type { TaskList } from './task-list.ts'

export const finishTask = defineCommand({
  type: 'FinishTask',
  data: z.object({ id: z.string() }),
  result: z.void(),
})

export function finishTaskHandler(tasks: TaskList): CommandHandler<typeof finishTask> {
  return async ({ id }) => {
    const task = tasks.get(id)
    if (task === undefined) throw new NotFoundError('task')
    tasks.put({ ...task, done: true })
  }
}
