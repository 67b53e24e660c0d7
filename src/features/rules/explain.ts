import type { Rule } from '../definitions/compile.js';
import type { Expression } from './expression.js';
import { compileCondition, type Facts } from './logic.js';

/** Names the part of a condition that failed: the operand of a top-level `and`, else the whole. For people, not for speed. */
export function explainWhere(rule: Rule, facts: Facts): string {
  const parts = partsOf(rule.definition.where);
  const failed = parts.findIndex((part) => !compileCondition(part)(facts));
  return failed < 0 ? 'where' : `where.and[${failed}]`;
}

function partsOf(where: Expression | undefined): Expression[] {
  if (typeof where !== 'object' || !('and' in where) || !Array.isArray(where.and)) return [];
  return where.and;
}
