import { matchesGlob, relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { partUnderTest } from './part-under-test.ts'

/** Runs tests in the order in which they are listed: what is quick stands first, and often is enough. */
export class ListedFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { tests } = partUnderTest()
    const place = ({ moduleId }: TestSpecification): number =>
      tests.findIndex((pattern) => matchesGlob(relative(process.cwd(), moduleId), pattern))
    return files.toSorted((a, b) => place(a) - place(b))
  }
}
