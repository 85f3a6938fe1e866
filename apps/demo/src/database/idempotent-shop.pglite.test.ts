import { embedded } from '@uno-ts/embedded'
import { describeIdempotentShop } from '../../test/idempotency/describe-idempotent-shop.ts'

describeIdempotentShop('the embedded database', () => embedded())
