/**
 * The signal of messages that nobody can abort. It is shared, so listeners added to it must be taken away like those on
 * any other long-lived signal.
 */
export const neverAborted: AbortSignal = new AbortController().signal
