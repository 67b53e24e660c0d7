import { IANAZone } from 'luxon';
import { z } from 'zod';

/** A zone of the IANA database, e.g. `Europe/Vienna`. */
export const TimeZone = z
  .string()
  .refine((name) => IANAZone.isValidZone(name), 'must be an IANA time zone such as Europe/Vienna')
  .meta({ description: 'IANA time zone' });
