import { AppError } from '../contract/errors.js';
import type { StreamPublication } from '../features/streams/contract.js';
import type { StreamDefinition } from '../features/streams/definition.js';
import type { KeyFilter } from '../features/streams/filter.js';

/** The rounds of one game, or of all games of one type. */
export interface RoundChoice {
  readonly by: 'game' | 'type';
  readonly value: string;
}

/**
 * Checks that there can be such rounds.
 * @throws AppError NOT_FOUND for a key the stream lacks and for a value outside those it declares
 */
export function checkChoice({ keys }: StreamDefinition, { by, value }: RoundChoice): void {
  const key = keys.find(({ name }) => name === by);
  const isKnown = key !== undefined && (key.values === undefined || key.values.includes(value));
  if (!isKnown)
    throw new AppError('NOT_FOUND', { message: by === 'game' ? 'Game not found' : 'Type not found' });
}

export const isChosen = ({ by, value }: RoundChoice, { keys }: StreamPublication): boolean =>
  keys?.[by] === value;

export const filterOf = ({ by, value }: RoundChoice): KeyFilter => new Map([[by, new Set([value])]]);
