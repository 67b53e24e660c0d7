/** What of a browser page is used; absent elsewhere. */
interface Page {
  readonly requestAnimationFrame?: (run: () => void) => unknown;
  readonly document?: { readonly visibilityState: string };
}

/**
 * Runs a function once for many calls: before the next frame of a page that is visible, else after what is running now. Events
 * that arrive together so cost one update.
 */
export function createBatch(run: () => void): () => void {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    later(() => {
      isPlanned = false;
      run();
    });
  };
}

function later(run: () => void): void {
  const { requestAnimationFrame, document } = globalThis as Page;
  // A hidden page gets no frames, but its state should not lag behind for ever.
  if (requestAnimationFrame && document?.visibilityState === 'visible') requestAnimationFrame(run);
  else queueMicrotask(run);
}
