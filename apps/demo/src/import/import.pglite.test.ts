import { embedded } from '@uno-ts/embedded'
import { describeImport } from '../../test/import-cases.ts'

describeImport('the embedded database', () => embedded())
