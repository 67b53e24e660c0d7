import { z } from 'zod';
import { Id } from '../../contract/ids.js';

/** Whether a rule matched an event and which condition failed first, e.g. `where.and[1]` or `limits.perDay`. */
export const Verdict = z
  .object({ ruleId: Id, matched: z.boolean(), failed: z.string().optional() })
  .meta({ id: 'RuleVerdict' });
export type Verdict = z.output<typeof Verdict>;
