import type { ExecuteOptions, MessageMetadata } from '@uno-ts/types'
import type { TraceMetadata } from '../telemetry/trace-context.ts'

/** What is known of a message before the bus has filled its metadata in. */
export function knownMetadata({ metadata, parent, principal }: ExecuteOptions): MessageMetadata {
  const { correlationId, tenant, traceparent, tracestate } = parent?.metadata ?? {}
  return {
    correlationId,
    traceparent,
    tracestate,
    ...metadata,
    tenant: principal?.tenant ?? metadata?.tenant ?? tenant,
  }
}

/** The options of a message within its span: only the trace context is added, all else is the inner bus's to fill in. */
export function tracedOptions(options: ExecuteOptions, traced: TraceMetadata | undefined): ExecuteOptions {
  return traced === undefined ? options : { ...options, metadata: { ...options.metadata, ...traced } }
}
