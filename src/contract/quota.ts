/** What is left of a caller's limit, for the `X-RateLimit-*` headers. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds. */
  readonly resetsAt: number;
}
