import type { Client } from '../../client/index.js';
import type { Api } from '../shared/api.js';

/** What every panel of the playground works with. */
export interface Stage {
  readonly client: Client;
  readonly api: Api;
  readonly playerId: string;
  readonly playerName: string;
}
