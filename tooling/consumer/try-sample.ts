import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openProject } from './project.ts'
import { readWorkflow } from './read-workflow.ts'
import type { TryOptions } from './try-package.ts'

/**
 * Copies the sample repository out of this one and runs what its own workflow file says, step by step.
 *
 * @returns the commands that ran, without repetitions: jobs share one folder here
 * @throws Error with the output of the step that failed
 */
export async function trySample({ root, registry, folder }: TryOptions): Promise<readonly string[]> {
  cpSync(join(root, 'tooling', 'consumer', 'sample'), folder, { recursive: true })
  const project = openProject(folder, registry)
  const workflow = readFileSync(join(folder, '.github', 'workflows', 'ci.yml'), 'utf8')
  const commands = [...new Set(readWorkflow(workflow).map(({ command }) => command))]
  for (const command of commands) await project.run('sh', '-c', command)
  return commands
}
