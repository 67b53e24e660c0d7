import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { Marked } from 'marked';

/** The folder of this package's sources, or of their build. */
const sources = new URL('../../', import.meta.url);

/** Where each guide is written, by its name on the server, in the order in which they are best read. */
const files = {
  architecture: 'guides/architecture.md',
  client: 'guides/client.md',
  events: 'guides/events.md',
  players: 'guides/players.md',
  leaderboards: 'features/leaderboards/guide.md',
  lobbies: 'features/lobbies/guide.md',
  presence: 'features/presence/guide.md',
  chat: 'features/chat/guide.md',
  streams: 'features/streams/guide.md',
  recovery: 'guides/recovery.md',
  tokens: 'guides/tokens.md',
  scaling: 'guides/scaling.md',
  operations: 'guides/operations.md',
  security: 'guides/security.md',
  'new-feature': 'guides/new-feature.md',
} as const;

/** Pages without scripts, that nothing can be loaded into. */
const security = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'self'"],
    },
  },
});

interface Guide {
  readonly name: string;
  readonly title: string;
  readonly html: string;
}

/**
 * Serves the guides at `/guides`, rendered once; the pages ask no other server.
 * @param generated - Markdown of the guides that are made from declarations, by name
 */
export function createGuides(generated: Readonly<Record<string, string>>): RequestHandler {
  const written = Object.entries(files).map(([name, file]) => render(name, read(file)));
  const guides = [...written, ...Object.entries(generated).map(([name, text]) => render(name, text))];
  const pages = new Map(guides.map((guide) => [guide.name, page(guide, guides)]));

  return Router().use(
    '/guides',
    security,
    Router()
      .get('/', (_request, response) => response.redirect('/guides/architecture'))
      .get('/:name', (request, response, next) => {
        const text = pages.get(request.params.name);
        if (text === undefined) next();
        else response.set('Cache-Control', 'no-cache').type('html').send(text);
      })
      .get('/icon.svg', (_request, response) => response.sendFile('icon.svg', { root: folderOf('ui/') }))
      .get(/\.(css|svg)$/, express.static(folderOf('guides/'), { index: false })),
  );
}

const folderOf = (path: string): string => fileURLToPath(new URL(path, sources));

const read = (file: string): string => readFileSync(new URL(file, sources), 'utf8');

function render(name: string, text: string): Guide {
  const marked = new Marked({
    async: false,
    walkTokens(token) {
      if (token.type === 'link') token.href = served(token.href);
    },
  });
  const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
  // It answers with a promise only when it is told to.
  return { name, title, html: marked.parse(text) as string };
}

/** Where a link between the sources leads on the server. */
function served(href: string): string {
  const name = Object.entries(files).find(([, file]) => file.endsWith(href.replace(/^(\.\.\/)+/, '')))?.[0];
  return name !== undefined && href.endsWith('.md') ? `/guides/${name}` : href;
}

/** What to read after a guide. */
function nextOf(name: string, guides: readonly Guide[]): string {
  const next = guides[guides.findIndex((guide) => guide.name === name) + 1];
  return next ? `<p class="next">Next: <a href="/guides/${next.name}">${next.title}</a></p>` : '';
}

const page = ({ name, title, html }: Guide, guides: readonly Guide[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Fanfare</title>
<link rel="icon" href="/guides/icon.svg">
<link rel="stylesheet" href="/guides/style.css">
</head>
<body>
<nav aria-label="Guides">
<a class="brand" href="/guides"><img src="/guides/icon.svg" alt="" width="28" height="28">Fanfare</a>
${guides.map((each) => `<a href="/guides/${each.name}"${each.name === name ? ' aria-current="page"' : ''}>${each.title}</a>`).join('\n')}
<a href="/docs">REST reference</a>
</nav>
<main>
${html}${nextOf(name, guides)}
</main>
</body>
</html>
`;
