const codes = { dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

export type Colour = keyof typeof codes;

/** Colours text for a terminal, or leaves it alone. */
export type Paint = (colour: Colour, text: string) => string;

export const createPaint = (isColoured: boolean): Paint =>
  isColoured ? (colour, text) => `\x1b[${codes[colour]}m${text}\x1b[0m` : (_, text) => text;
