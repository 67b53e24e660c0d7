import { setTimeout as delay } from 'node:timers/promises';
import { type Bot, bots, lines, pick } from './bots.js';
import { visitLobbies } from './lobbies.js';
import type { Rest } from './rest.js';

/** What bots do, one thing at a time. */
export interface Acts {
  next(): Promise<void>;
}

const TYPING_MS = 1_200;
const WARM_UP_MATCHES = 3;

export function createActs(rest: Rest): Acts {
  let isWarm = false;

  const track = (bot: Bot, eventType: string, properties: object = {}) =>
    rest.send('POST', '/events', { playerId: bot.playerId, eventType, properties });

  const play = async (bot: Bot) => {
    await track(bot, 'match_finished', { score: Math.round(1500 * bot.skill * (0.4 + Math.random())) });
    await track(bot, Math.random() < bot.skill ? 'match_won' : 'match_lost');
  };

  const chat = async ({ playerId, name }: Bot) => {
    const minted = await rest.send('POST', '/auth/socket-token', { playerId, displayName: name });
    const { token } = (minted ?? {}) as { readonly token?: string };
    if (token === undefined) return;
    await rest.send('POST', '/chat/channels/global/typing', {}, token);
    await delay(TYPING_MS, undefined, { ref: false });
    await rest.send('POST', '/chat/channels/global/messages', { content: pick(lines) }, token);
  };

  /** Names, and scores for a board that is not empty when it is first seen. */
  const warmUp = async () => {
    for (const bot of bots) {
      await rest.send('PUT', `/players/${bot.playerId}`, { displayName: bot.name });
      for (let match = 0; match < WARM_UP_MATCHES; match++) await play(bot);
    }
  };

  return {
    async next() {
      if (!isWarm) {
        isWarm = true;
        return warmUp();
      }
      const dice = Math.random();
      if (dice < 0.08) await chat(pick(bots));
      else if (dice < 0.2) await visitLobbies(rest);
      else await play(pick(bots));
    },
  };
}
