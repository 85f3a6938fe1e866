import { startVitest } from 'vitest/node'

/** Runs the tests of one vitest project in this process, once; the exit status says whether all passed. */
export async function runProject(project: 'soak' | 'browser', files: readonly string[]): Promise<void> {
  const vitest = await startVitest('test', [...files], { project: [project], watch: false, ...reporters() })
  await vitest.close()
}

/** `VITEST_JSON` names a file for the results, beside the usual output. */
function reporters(): { reporters?: string[]; outputFile?: { json: string } } {
  const json = process.env['VITEST_JSON']
  return json === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json } }
}
