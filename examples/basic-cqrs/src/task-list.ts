/** Something to do. */
export interface Task {
  readonly id: string
  readonly title: string
  readonly done: boolean
}

/** Where tasks are kept: a map, in the place of any database. */
export class TaskList {
  readonly #tasks = new Map<string, Task>()

  get(id: string): Task | undefined {
    return this.#tasks.get(id)
  }

  put(task: Task): void {
    this.#tasks.set(task.id, task)
  }

  all(): readonly Task[] {
    return [...this.#tasks.values()]
  }
}
