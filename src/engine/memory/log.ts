/** The last publications of one channel by offset; appending and trimming cost the same at any size. */
export class Log {
  #texts: string[] = [];
  // Texts before it are trimmed; they leave the array in bulk, since cutting its front moves all the rest.
  #start = 0;
  #top: number;

  /** @param top - offset of the last publication before the log begins */
  constructor(top: number) {
    this.#top = top;
  }

  /** Offset before the oldest publication kept. */
  get floor(): number {
    return this.#top - (this.#texts.length - this.#start);
  }

  append(text: string, keep: number): void {
    this.#texts.push(text);
    this.#top++;
    while (this.#texts.length - this.#start > keep) this.#texts[this.#start++] = '';
    if (this.#start > 32 && this.#start * 2 > this.#texts.length) {
      this.#texts = this.#texts.slice(this.#start);
      this.#start = 0;
    }
  }

  /** Empties one publication; nothing happens when it is not kept. */
  redact(offset: number): void {
    const index = this.#index(offset);
    if (index >= this.#start && index < this.#texts.length) this.#texts[index] = '';
  }

  /** Texts of the offsets `from` (inclusive) to `to` (exclusive), all of which must be kept. */
  slice(from: number, to: number): string[] {
    return this.#texts.slice(this.#index(from), this.#index(to));
  }

  #index(offset: number): number {
    return this.#start + offset - this.floor - 1;
  }
}
