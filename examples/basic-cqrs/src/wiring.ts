import { CommandBus, HandlerRegistry, Mediator, QueryBus } from '@uno-ts/cqrs-core'
import { addTask, addTaskHandler } from './add-task.ts'
import { finishTask, finishTaskHandler } from './finish-task.ts'
import { openTasks, openTasksHandler } from './open-tasks.ts'
import { TaskList } from './task-list.ts'

/** Puts the application together: handlers get what they need, the buses get the handlers. */
export function createTaskMediator(tasks: TaskList = new TaskList()): Mediator {
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(addTask, addTaskHandler(tasks))
  registry.registerCommandHandler(finishTask, finishTaskHandler(tasks))
  registry.registerQueryHandler(openTasks, openTasksHandler(tasks))
  return new Mediator({ commandBus: new CommandBus({ registry }), queryBus: new QueryBus({ registry }) })
}
