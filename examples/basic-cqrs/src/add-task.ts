import { defineCommand } from '@uno-ts/cqrs-core'
import { RuleViolation, type CommandHandler } from '@uno-ts/types'
import { z } from 'zod'
import type { TaskList } from './task-list.ts'

export const addTask = defineCommand({
  type: 'AddTask',
  data: z.object({ id: z.string().min(1), title: z.string().trim().min(1) }),
  result: z.void(),
})

export function addTaskHandler(tasks: TaskList): CommandHandler<typeof addTask> {
  return async ({ id, title }) => {
    if (tasks.get(id) !== undefined) throw new RuleViolation('TASK_EXISTS', 'there is a task with this id')
    tasks.put({ id, title, done: false })
  }
}
