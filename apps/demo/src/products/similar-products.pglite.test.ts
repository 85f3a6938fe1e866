import { embedded } from '@uno-ts/embedded'
import { describeSimilarProducts } from '../../test/describe-similar-products.ts'

describeSimilarProducts('the embedded database', () => embedded({ extensions: ['vector'] }))
