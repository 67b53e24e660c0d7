import type { Codec } from '../../commit/decision.js';

/**
 * What is stored of a channel beside its history, as long as that: where the edits are. The messages themselves are events
 * of the history only.
 */
export interface ChatState {
  /** Schema number. */
  readonly v: 1;
  /** Offset of an edited message to the offsets of its edits, oldest first. */
  readonly edits: Readonly<Record<string, readonly number[]>>;
  /** Deletions so far: who looked a message up can tell that none was deleted since. */
  readonly deletions: number;
}

export const newChatState: ChatState = { v: 1, edits: {}, deletions: 0 };

export const chatCodec: Codec<ChatState> = {
  encode: (state) => JSON.stringify(state),
  decode: (text) => JSON.parse(text),
};

export const editsOf = (state: ChatState | undefined, offset: number): readonly number[] =>
  state?.edits[offset] ?? [];

/**
 * Notes an edit, and forgets those of messages that history no longer holds.
 * @param message - offset of the message
 * @param edit - offset of the edit
 * @param kept - publications history holds at most
 */
export function withEdit(
  state: ChatState = newChatState,
  { message, edit, kept }: { readonly message: number; readonly edit: number; readonly kept: number },
): ChatState {
  const floor = edit - kept;
  const live = Object.entries(state.edits)
    .filter(([offset]) => Number(offset) > floor)
    .map(([offset, edits]) => [offset, edits.filter((each) => each > floor)] as const);
  const edits = { ...Object.fromEntries(live), [message]: [...editsOf(state, message), edit] };
  return { ...state, edits };
}

/** Notes that messages were deleted. */
export function withoutMessages(state: ChatState = newChatState, messages: readonly number[]): ChatState {
  const gone = new Set(messages.map(String));
  const edits = Object.fromEntries(Object.entries(state.edits).filter(([offset]) => !gone.has(offset)));
  return { ...state, edits, deletions: state.deletions + 1 };
}
