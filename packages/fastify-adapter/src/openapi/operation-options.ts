/** What a route says of itself in the description of the API. */
export interface OperationOptions {
  /** Groups operations. Default: none. */
  readonly tags?: readonly string[] | undefined
  /** One sentence. Default: the definition's own. */
  readonly summary?: string | undefined
  /** More than a sentence, in Markdown. Default: names the message. */
  readonly description?: string | undefined
  /** The operation's name for generated clients. Default: the message's type, beginning small: `placeOrder`. */
  readonly operationId?: string | undefined
  /**
   * Further statuses of refusal it may end in, such as 501 where a database may lack an extension. Default: those every
   * such route has.
   */
  readonly refusals?: readonly number[] | undefined
  /** Says that callers should leave it. Default false. */
  readonly deprecated?: boolean | undefined
}
