import { defineQuery } from '@uno-ts/cqrs-core'
import type { QueryHandler } from '@uno-ts/types'
import { z } from 'zod'
import type { TaskList } from './task-list.ts'

export const openTasks = defineQuery({
  type: 'OpenTasks',
  data: z.object({ contains: z.string().default('') }),
  result: z.array(z.object({ id: z.string(), title: z.string() })),
})

export function openTasksHandler(tasks: TaskList): QueryHandler<typeof openTasks> {
  return async ({ contains }) =>
    tasks
      .all()
      .filter(({ done, title }) => !done && title.includes(contains))
      .map(({ id, title }) => ({ id, title }))
}
