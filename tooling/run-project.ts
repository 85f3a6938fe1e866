import { startVitest } from 'vitest/node'

/** Runs the tests of one vitest project in this process, once; the exit status says whether all passed. */
export async function runProject(project: 'soak' | 'browser', files: readonly string[]): Promise<void> {
  const vitest = await startVitest('test', [...files], { project: [project], watch: false })
  await vitest.close()
}
