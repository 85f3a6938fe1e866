/** A statement's text, with a name when it is to be prepared once per connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
}

/** Makes statements of one schema. Names can be switched off for poolers that hand a connection to many clients. */
export function statementFactory(
  schema: string,
  prepare: boolean,
): (name: string, text: string) => Statement {
  return (name, text) => (prepare ? { name: `uno ${schema} ${name}`, text } : { text })
}
