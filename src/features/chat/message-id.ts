/**
 * Makes a message's id. It begins with an offset the message surely comes after, so that the message is found near it.
 * @param after - a recent offset of the channel
 */
export const newMessageId = (after: number, unique: string): string => `${after.toString(36)}.${unique}`;

/** The offset a message comes after, or undefined when the id is none of ours. */
export function offsetBefore(messageId: string): number | undefined {
  const [, digits] = /^([0-9a-z]{1,11})\./.exec(messageId) ?? [];
  const offset = Number.parseInt(digits ?? '', 36);
  return Number.isSafeInteger(offset) ? offset : undefined;
}
