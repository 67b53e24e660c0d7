const answer = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: type === 'application/json' ? { type: 'object' } : { type: 'string' } } },
});

/** The calls for those who run a node; they lie outside the API and answer without the envelope. */
export const outsidePaths = {
  '/healthz': {
    get: {
      operationId: 'checkHealth',
      summary: 'Whether the process lives',
      tags: ['Node'],
      security: [],
      responses: { 200: answer('It does', 'application/json') },
    },
  },
  '/readyz': {
    get: {
      operationId: 'checkReadiness',
      summary: 'Whether the node may get traffic',
      tags: ['Node'],
      security: [],
      responses: {
        200: answer('It may', 'application/json'),
        503: answer('It is draining or its store does not answer', 'application/json'),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'readMetrics',
      summary: 'Metrics in the text format of Prometheus',
      description: 'Asks for the bearer token `METRICS_TOKEN` when one is set.',
      tags: ['Node'],
      security: [],
      responses: {
        200: answer('The metrics', 'text/plain'),
        401: answer('Another token is needed', 'application/json'),
      },
    },
  },
};
