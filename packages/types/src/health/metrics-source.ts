/** Gives the metrics page in Prometheus' text format. */
export interface MetricsSource {
  /** The media type of the text, such as that of Prometheus. */
  readonly contentType: string
  /** Gives all metrics as they are now. */
  collect(): Promise<string>
}
