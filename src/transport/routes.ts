import type { Caller } from '../contract/caller.js';
import type { CallContext, Feature, Operation } from '../contract/operation.js';

/** An operation bound to a method and a path. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `API_BASE`, with `:name` for parameters. */
  readonly path: string;
  /** Names of the path's parameters. */
  readonly pathFields: readonly string[];
  /** Fields of the input that come in the query; undefined: all that are not in the path. */
  readonly queryFields: readonly string[] | undefined;
  readonly operation: Operation;
  /** The operation's name inside its feature. */
  readonly name: string;
  handle(input: unknown, context: CallContext<Caller>): Promise<unknown>;
}

export const API_BASE = '/api/v1';

/** All HTTP routes of the features: those without parameters first, else in the order of the features. */
export function listRoutes(features: readonly Feature[]): Route[] {
  const routes = features.flatMap(({ operations, handlers }) =>
    Object.entries(operations).flatMap(([name, operation]) => {
      const handle = handlers[name];
      if (operation.http === undefined || handle === undefined) return [];
      return [{ ...bind(operation.http, operation), operation, name, handle }];
    }),
  );
  return routes.toSorted((one, other) => one.pathFields.length - other.pathFields.length);
}

function bind(http: NonNullable<Operation['http']>, { query }: Operation) {
  const [verb = '', path = ''] = http.split(' ');
  // The type of `http` allows these methods only.
  const method = verb.toLowerCase() as Route['method'];
  const pathFields = Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => name);
  const hasBody = method !== 'get' && method !== 'delete';
  return { method, path, pathFields, queryFields: hasBody ? (query ?? []) : undefined };
}
