import type { FieldFault } from '../../contract/errors.js';
import { type Place, placeText } from '../faults.js';
import type { Rewards } from '../players/definition.js';
import type { EffectDefinition } from '../rules/definition.js';
import type { Expression } from '../rules/expression.js';
import { compileCondition, compileNumber } from '../rules/logic.js';
import { type Collection, collections, type ProjectRules } from './contract.js';
import { requirementCycles } from './requirement-cycles.js';

type Report = (place: Place, message: string) => void;
type Known = (collection: Collection, id: string, place: Place) => void;

/**
 * What is wrong between the parts of a project whose parts are each right: doubled ids, dangling references, cycles, impossible
 * logic.
 * @param isElsewhere - whether something may be referred to although it is not in the project
 */
export function checkProject(
  project: ProjectRules,
  isElsewhere: (collection: Collection, id: string) => boolean = () => false,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const report: Report = (place, message) => faults.push({ field: placeText(place), message });
  const ids = new Map(collections.map((name) => [name, new Set(project[name].map(({ id }) => id))]));
  const known: Known = (collection, id, place) => {
    if (!ids.get(collection)?.has(id) && !isElsewhere(collection, id))
      report(place, `"${id}" is not in ${collection}`);
  };

  for (const collection of collections) checkDoubles(collection, project[collection], report);
  checkQuests(project, report, known);
  checkRules(project, report, known);
  checkBoards(project, report, known);
  return faults;
}

function checkDoubles(collection: Collection, items: readonly { id: string }[], report: Report): void {
  const seen = new Set<string>();
  items.forEach(({ id }, index) => {
    if (seen.has(id)) report([collection, index, 'id'], `"${id}" is used twice`);
    seen.add(id);
  });
}

function checkQuests({ quests }: ProjectRules, report: Report, known: Known): void {
  quests.forEach(({ requires, rewards, steps }, index) => {
    for (const [nth, id] of requires.entries()) known('quests', id, ['quests', index, 'requires', nth]);
    checkRewards(rewards, ['quests', index, 'rewards'], known);
    steps.forEach(({ where, amount }, nth) => {
      checkCondition(where, ['quests', index, 'steps', nth, 'where'], report);
      checkNumber(amount, ['quests', index, 'steps', nth, 'amount'], report);
    });
  });
  for (const { index, cycle } of requirementCycles(quests)) {
    report(['quests', index, 'requires'], `requires itself: ${cycle.join(' -> ')}`);
  }
}

function checkRewards({ currencies = {}, badges = [] }: Rewards, place: Place, known: Known): void {
  for (const id of Object.keys(currencies)) known('currencies', id, [...place, 'currencies', id]);
  for (const [nth, id] of badges.entries()) known('badges', id, [...place, 'badges', nth]);
}

function checkRules({ rules }: ProjectRules, report: Report, known: Known): void {
  rules.forEach(({ where, effects }, index) => {
    checkCondition(where, ['rules', index, 'where'], report);
    for (const [nth, effect] of effects.entries()) {
      checkEffect(effect, ['rules', index, 'effects', nth], { report, known });
    }
  });
}

function checkEffect(
  effect: EffectDefinition,
  place: Place,
  { report, known }: { report: Report; known: Known },
): void {
  if ('amount' in effect) checkNumber(effect.amount, [...place, 'amount'], report);
  if ('score' in effect) checkNumber(effect.score, [...place, 'score'], report);
  if ('currency' in effect) known('currencies', effect.currency, [...place, 'currency']);
  if ('badgeId' in effect) known('badges', effect.badgeId, [...place, 'badgeId']);
  if ('questId' in effect) known('quests', effect.questId, [...place, 'questId']);
  if ('leaderboardId' in effect) known('leaderboards', effect.leaderboardId, [...place, 'leaderboardId']);
}

function checkBoards({ leaderboards }: ProjectRules, report: Report, known: Known): void {
  leaderboards.forEach(({ source }, index) => {
    const place = ['leaderboards', index, 'source'];
    if (!source) return;
    if ('metric' in source) {
      const [metric, currency] = split(source.metric);
      if (metric === 'currency') known('currencies', currency, [...place, 'metric']);
      return;
    }
    checkCondition(source.where, [...place, 'where'], report);
    checkNumber(source.points, [...place, 'points'], report);
  });
}

const split = (metric: string): [string, string] => {
  const colon = metric.indexOf(':');
  return colon < 0 ? [metric, ''] : [metric.slice(0, colon), metric.slice(colon + 1)];
};

const checkCondition = (expression: Expression | undefined, place: Place, report: Report): void =>
  tryOut(() => expression !== undefined && compileCondition(expression), place, report);

const checkNumber = (expression: Expression | undefined, place: Place, report: Report): void =>
  tryOut(() => expression !== undefined && compileNumber(expression), place, report);

function tryOut(compile: () => unknown, place: Place, report: Report): void {
  try {
    compile();
  } catch (error) {
    report(place, error instanceof Error ? error.message : 'cannot be computed');
  }
}
