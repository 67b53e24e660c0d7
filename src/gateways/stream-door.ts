import type { IncomingHttpHeaders } from 'node:http';
import type { Authenticator } from '../auth/authenticator.js';
import type { PlayerCaller } from '../contract/caller.js';
import { AppError } from '../contract/errors.js';
import type { ProjectId } from '../contract/ids.js';
import type { Deps } from '../features/deps.js';
import { admitReader } from '../features/streams/access.js';
import type { StreamDefinition } from '../features/streams/definition.js';
import type { Connection } from '../transport/websocket/connection.js';
import type { UpgradeRequest } from '../transport/websocket/endpoint.js';

/** Somebody who may read a stream. */
export interface Visitor {
  readonly project: ProjectId;
  /** Undefined for somebody without token. */
  readonly caller: PlayerCaller | undefined;
  readonly stream: StreamDefinition;
}

/** Who comes to the one stream a gateway serves. */
export interface StreamDoor {
  /**
   * Lets a request in by its token, or without one when the stream is public.
   * @throws AppError UNAUTHORIZED | TOKEN_EXPIRED | FORBIDDEN | STREAM_NOT_FOUND | UNAVAILABLE
   */
  enter(token: string | undefined): Promise<Visitor>;
  /**
   * Lets in again who comes back to read later on.
   * @throws AppError as `enter`
   */
  readmit(visitor: Visitor): Promise<void>;
  /** As `enter`; undefined when the token has to come as the first message. */
  enterUpgrade(upgrade: UpgradeRequest): Promise<Visitor | undefined>;
  /** The stream of those who send no token, for checks before anybody is let in. */
  readonly ownStream: StreamDefinition | undefined;
}

export interface DoorParts {
  readonly authenticator: Authenticator;
  readonly definitions: Deps['definitions'];
  /** Owns calls without credential; undefined: there is no such project. */
  readonly publicProject: ProjectId | undefined;
}

/** How long a client may take to send its token as first message, ms. */
const TOKEN_WITHIN_MS = 10_000;
const POLICY_VIOLATION = 1008;

export function createStreamDoor(parts: DoorParts, streamId: string): StreamDoor {
  const { authenticator, definitions, publicProject } = parts;

  const enter = async (token: string | undefined): Promise<Visitor> => {
    const caller = token === undefined ? undefined : authenticator.token(token);
    const project = caller?.project ?? publicProject;
    if (project === undefined) throw new AppError('UNAUTHORIZED', { message: 'A token is needed' });
    const stream = admitReader(await definitions.settled(project), streamId, caller);
    if (caller) await authenticator.admit(caller);
    return { project, caller, stream };
  };

  return {
    enter,

    async readmit({ project, caller }) {
      admitReader(await definitions.settled(project), streamId, caller);
    },

    async enterUpgrade({ headers, query, protocols }) {
      const token = findToken(headers, query) ?? protocols.find(isToken);
      try {
        return await enter(token);
      } catch (error) {
        const isMissing = token === undefined && error instanceof AppError && error.code === 'UNAUTHORIZED';
        if (isMissing) return undefined;
        throw error;
      }
    },

    get ownStream() {
      return publicProject === undefined
        ? undefined
        : definitions.current(publicProject).streams.get(streamId);
    },
  };
}

/** The token of a request: query `token` or header `Authorization: Bearer`. */
export const findToken = (
  { authorization }: IncomingHttpHeaders,
  query: URLSearchParams,
): string | undefined => query.get('token') ?? /^bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1];

const isToken = (protocol: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(protocol);

/** The subprotocol to answer with: browsers give up when they offered one and none is chosen. */
export const chosenProtocol = ({ protocols }: UpgradeRequest): { protocol?: string } => {
  const chosen = protocols.find(isToken) ?? protocols[0];
  return chosen === undefined ? {} : { protocol: chosen };
};

/** Waits for a first message `{"token":…}`, and closes the connection when none comes that lets it in. */
export function awaitToken(
  connection: Connection,
  door: StreamDoor,
  onEntered: (visitor: Visitor) => void,
): void {
  const refuse = (reason: string) => connection.close(POLICY_VIOLATION, reason);
  const timer = setTimeout(() => refuse('a token was expected'), TOKEN_WITHIN_MS).unref();
  let isAsked = false;
  connection.serve({
    text(message) {
      if (isAsked) return;
      isAsked = true;
      clearTimeout(timer);
      door.enter(readToken(message)).then(
        (visitor) => {
          connection.caller = visitor.caller;
          if (connection.isOpen) onEntered(visitor);
        },
        (error: unknown) => refuse(error instanceof AppError ? error.code : 'INTERNAL'),
      );
    },
    fault: () => refuse('a token was expected'),
    closed: () => clearTimeout(timer),
  });
}

function readToken(message: string): string | undefined {
  try {
    const { token } = JSON.parse(message) ?? {};
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}
