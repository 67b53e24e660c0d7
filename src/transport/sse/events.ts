/** One server-sent event; its data must not hold line breaks, which JSON text never does. */
export interface ServerSentEvent {
  readonly name?: string;
  /** What the client sends back as `Last-Event-ID`. */
  readonly id?: string;
  readonly json?: string;
}

/** Writes an event as text. Without data it only sets the id, and no listener is called. */
export function eventText({ name, id, json }: ServerSentEvent): string {
  let text = '';
  if (name !== undefined) text += `event: ${name}\n`;
  if (id !== undefined) text += `id: ${id}\n`;
  if (json !== undefined) text += `data: ${json}\n`;
  return `${text}\n`;
}

export const eventBytes = (texts: readonly string[]): Buffer => Buffer.from(texts.join(''));
