/** Gives the metrics page in Prometheus' text format. */
export interface MetricsSource {
  readonly contentType: string
  collect(): Promise<string>
}
