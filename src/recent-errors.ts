/** A log line of level warn or worse, as an operator sees it. */
export interface RecentError {
  /** Unix ms. */
  readonly at: number;
  readonly level: string;
  readonly message: string;
}

export interface RecentErrors {
  note(error: RecentError): void;
  /** Newest first. */
  list(): RecentError[];
}

/** The last few errors of this node, for the operator page; logs keep them all. */
export function createRecentErrors(most = 20): RecentErrors {
  const errors: RecentError[] = [];
  return {
    note(error) {
      errors.unshift(error);
      errors.length = Math.min(errors.length, most);
    },
    list: () => [...errors],
  };
}
