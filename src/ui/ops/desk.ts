import { connect } from '../../client/index.js';
import type { Api } from '../shared/api.js';
import { h } from '../shared/element.js';
import { createAnnouncePanel } from './announce-panel.js';
import { createAudiencePanel } from './audience-panel.js';
import { createChartsPanel } from './charts-panel.js';
import { createDryRunPanel } from './dry-run-panel.js';
import { createErrorsPanel } from './errors-panel.js';
import { createFeedPanel } from './feed-panel.js';
import { createNodesPanel } from './nodes-panel.js';
import { createPlayerPanel } from './player-panel.js';
import { pollNodes } from './poll-nodes.js';
import { createRevokePanel } from './revoke-panel.js';

/** A player nobody is: operators follow the firehose under it. */
const OPERATOR = 'operator-page';

/** Everything an operator looks at. */
export function createDesk(api: Api): HTMLElement[] {
  const token = async (grants: readonly string[]) => {
    const reply = await api.call('POST', '/auth/socket-token', { playerId: OPERATOR, grants });
    // As the operation declares it.
    return (reply.body as { readonly token: string }).token;
  };
  const feed = connect({ url: location.origin, namespace: '/feed', token: () => token(['feed:read']) });
  const nodes = pollNodes(api);
  return [
    createChartsPanel({ feed, nodes }),
    h('div', { class: 'ops-columns' }, createNodesPanel(nodes), createAudiencePanel(nodes)),
    h(
      'div',
      { class: 'ops-columns' },
      h('div', { class: 'ops-stack' }, createPlayerPanel(api, feed), createAnnouncePanel(api)),
      h('div', { class: 'ops-stack' }, createDryRunPanel(api), createRevokePanel(api)),
    ),
    createFeedPanel(feed),
    createErrorsPanel(nodes),
  ];
}
