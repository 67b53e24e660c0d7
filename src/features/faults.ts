import type { z } from 'zod';
import type { FieldFault } from '../contract/errors.js';

/** The mistakes zod found, each with its place written like `quests[2].steps[0].target`. */
export function faultsOf(error: z.ZodError, prefix: Place = []): FieldFault[] {
  return error.issues.flatMap((issue) => {
    const place = [...prefix, ...issue.path];
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: placeText([...place, key]), message: 'is not a known field' }))
      : [{ field: placeText(place), message: issue.message }];
  });
}

export type Place = readonly PropertyKey[];

/** Writes a place inside a JSON document the way JavaScript would reach it. */
export const placeText = (place: Place): string =>
  place.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
