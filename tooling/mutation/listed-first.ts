import { matchesGlob, relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { areas, type AreaName } from './areas.ts'

/** Runs an area's tests in the order in which it lists them: what is quick stands first, and often is enough. */
export class ListedFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const listed = areas[process.env['MUTATION_AREA'] as AreaName].tests // the run sets it
    const place = ({ moduleId }: TestSpecification): number =>
      listed.findIndex((pattern) => matchesGlob(relative(process.cwd(), moduleId), pattern))
    return files.toSorted((a, b) => place(a) - place(b))
  }
}
