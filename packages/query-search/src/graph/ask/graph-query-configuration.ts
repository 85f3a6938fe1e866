/** The limits of questions to a graph. None of them is crossed, whatever a question asks for. */
export interface GraphQueryConfiguration {
  /** How many edges a path or a reach may have at most. Default 6, highest 32. */
  readonly maxDepth?: number | undefined
  /** How many rows an answer has at most. Default 1,000. */
  readonly maxRows?: number | undefined
  /** How many nodes a path or a reach looks at; then the answer says that it is not complete. Default 100,000. */
  readonly maxNodes?: number | undefined
  /** How long a question may take, in milliseconds; then it fails. Default 5,000. */
  readonly timeoutMs?: number | undefined
}

/** The limits with their defaults. */
export type GraphLimits = { readonly [Limit in keyof GraphQueryConfiguration]-?: number }

const highestDepth = 32

/** The limits that hold. @throws RangeError never: numbers that are no limits are replaced by the defaults */
export function limitsOf(configuration: GraphQueryConfiguration = {}): GraphLimits {
  const { maxDepth = 6, maxRows = 1_000, maxNodes = 100_000, timeoutMs = 5_000 } = configuration
  return { maxDepth: Math.min(maxDepth, highestDepth), maxRows, maxNodes, timeoutMs }
}
