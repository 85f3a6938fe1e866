/** One line of a log: pino's own signature. */
export interface LogFunction {
  (facts: object, message?: string): void
  (message: string): void
}

/** A pino-shaped logger. Libraries log what they survived; what they throw, the caller logs. */
export interface Logger {
  readonly debug: LogFunction
  readonly info: LogFunction
  readonly warn: LogFunction
  readonly error: LogFunction
}

const ignore: LogFunction = () => undefined

/** The default logger: it says nothing. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
