import type { ProtocolMessage } from './frontend-message.ts'

/**
 * Whether a message asks for `COPY … FROM STDIN`. The server inside would wait for data in the middle of an exchange,
 * where none can come, and never return.
 */
export function asksForCopyFromClient({ type, body }: ProtocolMessage): boolean {
  return (type === 'Q' || type === 'P') && isCopyFromClient(body.toString('latin1'))
}

/** Comments, strings and quoted names: whatever may hold words that are not SQL. */
const notCode =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\be'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([a-z_]\w*)?\$[\s\S]*?\$\1\$/gi

/** Whether one of the statements copies from the client. */
export function isCopyFromClient(sql: string): boolean {
  if (!/\bcopy\b/i.test(sql) || !/\bstdin\b/i.test(sql)) return false // nearly always
  // A prepared statement's name stands before its text and a NUL.
  const statements = sql.replace(notCode, ' ').split(/[;\0]/)
  return statements.some((statement) => /^\s*copy\b.*\bfrom\s+stdin\b/is.test(statement))
}
