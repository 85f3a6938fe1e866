import { embedded } from '@uno-ts/embedded'
import { describeCachedAnswers } from '../../test/cache/describe-cached-answers.ts'

describeCachedAnswers('the embedded database', () => embedded())
