import { type RequestHandler, Router } from 'express';
import swaggerUi from 'swagger-ui-express';
import { definitionsJsonSchema } from '../../features/definitions/contract.js';
import { pageSecurity } from '../http/fixed-headers.js';
import { describeSockets, type SocketDeclarations } from './asyncapi.js';
import { describeErrors } from './error-guide.js';
import { createGuides } from './guides.js';
import { describeHttp } from './openapi.js';
import { describeSocketsForReaders } from './socket-guide.js';
import { readVersion } from './version.js';

/**
 * Serves `/openapi.json`, `/asyncapi.json`, `/definitions.schema.json` and `/docs`, made once from the
 * declarations, and the guides; no page asks another server.
 */
export function createDocs(declared: SocketDeclarations): RequestHandler {
  const version = readVersion();
  const openapi = describeHttp(declared.features, version);
  const asyncapi = describeSockets(declared, version);

  return Router()
    .get('/openapi.json', pageSecurity, json(openapi))
    .get('/asyncapi.json', pageSecurity, json(asyncapi))
    .get('/definitions.schema.json', pageSecurity, json(definitionsJsonSchema()))
    .use(createGuides({ sockets: describeSocketsForReaders(declared), errors: describeErrors() }))
    .use(
      '/docs',
      pageSecurity,
      swaggerUi.serve,
      swaggerUi.setup(openapi, {
        customSiteTitle: 'Fanfare API',
        customCss: '.swagger-ui .topbar{display:none}',
      }),
    );
}

function json(document: unknown): RequestHandler {
  const text = JSON.stringify(document);
  return (_request, response) => {
    response.set('Access-Control-Allow-Origin', '*').type('application/json').send(text);
  };
}
