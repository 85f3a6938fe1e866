import { describe, expect, it } from 'vitest'
import { addTask } from './add-task.ts'
import { finishTask } from './finish-task.ts'
import { openTasks } from './open-tasks.ts'
import { createTaskMediator } from './wiring.ts'

describe('the list of tasks', () => {
  it('has what was added and is not finished', async () => {
    const mediator = createTaskMediator()
    await mediator.executeCommand(addTask({ id: '1', title: 'water the plants' }))
    await mediator.executeCommand(addTask({ id: '2', title: ' feed the cat ' }))
    await mediator.executeCommand(finishTask({ id: '1' }))

    expect(await mediator.executeQuery(openTasks({}))).toEqual([{ id: '2', title: 'feed the cat' }])
    expect(await mediator.executeQuery(openTasks({ contains: 'dog' }))).toEqual([])
  })

  it('takes an id once', async () => {
    const mediator = createTaskMediator()
    await mediator.executeCommand(addTask({ id: '1', title: 'water the plants' }))
    const again = mediator.executeCommand(addTask({ id: '1', title: 'feed the cat' }))
    await expect(again).rejects.toMatchObject({ rule: 'TASK_EXISTS' })
  })

  it('tells everything that is wrong with a task, and adds nothing', async () => {
    const mediator = createTaskMediator()
    const added = mediator.executeCommand(addTask({ id: '', title: ' ' }))
    await expect(added).rejects.toMatchObject({ code: 'ERR_VALIDATION', issues: { length: 2 } })
    expect(await mediator.executeQuery(openTasks({}))).toEqual([])
  })
})
