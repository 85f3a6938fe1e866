import { createHash } from 'node:crypto'

/** A statement's text, with a name when it is to be prepared once per connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
}

/**
 * Makes prepared statements, named by a hash of their text: PostgreSQL cuts names off after 63 characters. Names can be
 * switched off for poolers that hand a connection to many clients.
 */
export function statementFactory(prepare: boolean): (text: string) => Statement {
  const statements = new Map<string, Statement>()
  return (text) => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const name = `uno_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
    const statement: Statement = prepare ? { name, text } : { text }
    statements.set(text, statement)
    return statement
  }
}
