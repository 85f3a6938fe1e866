import { isUnoError } from '@uno-ts/types'
import { addTask } from './add-task.ts'
import { finishTask } from './finish-task.ts'
import { openTasks } from './open-tasks.ts'
import { createTaskMediator } from './wiring.ts'

const mediator = createTaskMediator()

await mediator.executeCommand(addTask({ id: '1', title: 'water the plants' }))
await mediator.executeCommand(addTask({ id: '2', title: 'feed the cat' }))
await mediator.executeCommand(finishTask({ id: '1' }))
console.log('open:', await mediator.executeQuery(openTasks({})))

try {
  await mediator.executeCommand(addTask({ id: '', title: ' ' }))
} catch (error) {
  if (isUnoError(error, 'ERR_VALIDATION')) console.log('refused:', error.message)
  else throw error
}
