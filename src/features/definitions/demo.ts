/** API key of the demo project, refused in production. */
export const DEMO_KEY = 'ff_test_demo';

/** Id of the demo project, refused in production. */
export const DEMO_PROJECT = 'demo';

/** The built-in definitions file: enough of everything to try out every feature without writing one. */
export const demoFile = {
  projects: [
    {
      id: DEMO_PROJECT,
      name: 'Demo',
      hmacSecret: 'demo-secret',
      apiKeys: [{ key: DEMO_KEY, name: 'Demo key', scopes: ['*'] }],
      levels: { curve: 'exponential', base: 100, growth: 1.5, maxLevel: 100 },
      currencies: [
        { id: 'coins', name: 'Coins' },
        { id: 'gems', name: 'Gems', max: 100_000 },
      ],
      lives: { max: 5, initial: 5, regenerateEverySeconds: 1800 },
      badges: [
        { id: 'first-win', name: 'First win' },
        { id: 'champion', name: 'Champion' },
        { id: 'sharpshooter', name: 'Sharpshooter' },
      ],
      quests: [
        {
          id: 'win-3-matches',
          name: 'Win 3 matches',
          steps: [{ id: 'win', name: 'Win matches', eventType: 'match_won', target: 3 }],
          rewards: { xp: 100, currencies: { coins: 50 } },
        },
        {
          id: 'win-10-matches',
          name: 'Win 10 more matches',
          requires: ['win-3-matches'],
          steps: [{ id: 'win', name: 'Win matches', eventType: 'match_won', target: 10 }],
          rewards: { xp: 500, currencies: { gems: 5 }, badges: ['champion'] },
        },
        {
          id: 'daily-play',
          name: 'Play 3 matches today',
          repeat: 'daily',
          steps: [{ id: 'play', name: 'Finish matches', eventType: 'match_finished', target: 3 }],
          rewards: { currencies: { coins: 20 } },
        },
      ],
      rules: [
        {
          id: 'match-won',
          eventType: 'match_won',
          effects: [
            { type: 'grant_xp', amount: 25 },
            { type: 'grant_currency', currency: 'coins', amount: 10 },
          ],
        },
        {
          id: 'first-win',
          eventType: 'match_won',
          limits: { firstTime: true },
          effects: [
            { type: 'grant_badge', badgeId: 'first-win' },
            { type: 'notify', title: 'Your first win!', body: 'Many more to come.' },
          ],
        },
        {
          id: 'match-lost',
          eventType: 'match_lost',
          effects: [
            { type: 'grant_xp', amount: 5 },
            { type: 'change_lives', amount: -1 },
          ],
        },
        {
          id: 'sharp-score',
          eventType: 'match_finished',
          where: { '>=': [{ var: 'properties.score' }, 1000] },
          limits: { perDay: 3 },
          effects: [
            { type: 'grant_badge', badgeId: 'sharpshooter' },
            { type: 'grant_currency', currency: 'gems', amount: 1 },
          ],
        },
      ],
      leaderboards: [
        { id: 'weekly-xp', name: 'XP this week', window: 'weekly', source: { metric: 'xp' } },
        { id: 'all-time-xp', name: 'XP of all time', source: { metric: 'xp' } },
        {
          id: 'high-score',
          name: 'High score',
          aggregate: 'best',
          source: { eventType: 'match_finished', points: { var: 'properties.score' } },
        },
      ],
      chatChannels: [{ id: 'global', name: 'Global', messagesPerMinute: 60 }],
      streams: [
        { id: 'market', name: 'Market', public: true, keys: [{ name: 'market' }] },
        { id: 'rounds', name: 'Game rounds', public: true, keys: [{ name: 'game' }, { name: 'type' }] },
        { id: 'leaderboard', name: 'Leaderboard updates', public: true },
      ],
    },
  ],
};
