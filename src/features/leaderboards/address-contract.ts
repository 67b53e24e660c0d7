import { z } from 'zod';

/** How clients name a ranking: the id of a board, or `<id>@<segment value>` for one segment of it. */
export const LeaderboardAddress = z
  .string()
  .regex(/^[A-Za-z0-9_.:@-]{1,128}$/, 'must be the id of a leaderboard, or <id>@<segment value>')
  .meta({ id: 'LeaderboardId', description: 'Id of a leaderboard; `<id>@<value>` for one segment of it' });
