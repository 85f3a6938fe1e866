import type { Middleware } from '@uno-ts/types'
import { validateData } from '../validation/validate-data.ts'

/**
 * Checks the payload against its definition's schema, sync or async, before anything else is done with it; what goes on
 * to the handler is the schema's output. A message that was validated at the door (`validated: true`) is not validated
 * again. Whether unknown fields pass is the schema's word: nothing is stripped here.
 *
 * The middleware throws a {@link ValidationError} that lists every failing path; nothing was executed.
 */
export function validate(): Middleware {
  // No async function: where the schema answers at once, so does this.
  return (context, next) => {
    if (context.validated) return next()
    const { message } = context
    const { definition, type } = message
    const goOn = (data: unknown) => {
      const same = data === message.data // most schemas give back what they were given
      return next({ ...context, message: same ? message : { type, data, definition }, validated: true })
    }
    const checked = validateData(definition.dataSchema, message.data, type)
    return checked instanceof Promise ? checked.then(goOn) : goOn(checked)
  }
}
