/** A container, as far as a package needs one. Awilix fits it. */
export interface Resolver {
  /** Gives what is registered under a name. */
  resolve<Value>(name: string): Value
  /** A container whose scoped values live as long as one request. */
  createScope(): Resolver & { dispose?(): Promise<void> }
}
