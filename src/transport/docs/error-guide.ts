import { errors } from '../../contract/errors.js';

/** The guide to error codes, in Markdown, from the table that answers are made from. */
export function describeErrors(): string {
  const rows = Object.entries(errors).map(
    ([code, { status, retry, message }]) =>
      `| \`${code}\` | ${status} | ${retry ? 'yes' : ''} | ${message} |`,
  );
  return `${head}${rows.join('\n')}\n${foot}`;
}

const head = `# Error codes

Over HTTP a failed call answers with a status of 400 or more and

\`\`\`json
{ "error": { "code": "LOBBY_FULL", "message": "The lobby has no free seat", "requestId": "…", "timestamp": "…" } }
\`\`\`

a failed socket command acknowledges \`{ok:false,error:{code,message,retryAfterMs?}}\`, or, without acknowledgement, sends the event
\`error {command,code,message}\`. Codes are stable, messages are for humans and are not. Where the last column but one says yes, the same call can work
later; with the same idempotency key it is never done twice.

| code | HTTP status | try again | default message |
| --- | --- | --- | --- |
`;

const foot = `
- \`VALIDATION_ERROR\` names every field at fault in \`details: [{field,message}]\`.
- \`RATE_LIMITED\` says when to come back: \`details: {limit,window,retryAfter}\` and the header \`Retry-After\` (seconds), on a socket
  \`retryAfterMs\`.
- \`TOKEN_EXPIRED\`: fetch a new token; a connected client sends it with \`auth:refresh\` and loses nothing.
- \`UNAVAILABLE\` may hide a success: the write may have been done although nobody could say so. Repeat it with its idempotency key.
- \`INTERNAL\` is a defect of ours: the log has the cause under the \`requestId\`.
`;
