import { partsOf, type AreaName, type MutationPart } from './areas.ts'

/** Tells the vitest in Stryker's copy of the workspace what it tests. */
export function setPartUnderTest(area: AreaName, name: string): void {
  process.env['MUTATION_PART'] = `${area}/${name}`
}

/** What {@link setPartUnderTest} was told. */
export function partUnderTest(): MutationPart {
  const [area, name] = (process.env['MUTATION_PART'] ?? '').split('/')
  const part = partsOf(area as AreaName).find(([its]) => its === name)?.[1] // the run sets it
  if (part === undefined) throw new Error('expected to be started by `npm run test:mutation`')
  return part
}
