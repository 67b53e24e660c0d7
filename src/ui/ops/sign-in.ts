import { type Api, faultOf } from '../shared/api.js';

/** Finds out what is wrong with a key; undefined when it may see the nodes. */
export async function signIn(api: Api): Promise<string | undefined> {
  const reply = await api.call('GET', '/admin/nodes');
  return reply.ok ? undefined : faultOf(reply);
}
