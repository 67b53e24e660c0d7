import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../config.js';
import { createCors } from '../transport/http/cors.js';

/** Answers a browser's or a server's GET with JSON. */
export type Get = (request: Request, response: Response) => Promise<unknown>;

export type PublicGet = (get: Get) => RequestHandler;

/** Wraps what a gateway answers over plain HTTP: CORS as everywhere, errors in the envelope of all errors. */
export function createPublicGet({ ALLOWED_ORIGINS }: Pick<Config, 'ALLOWED_ORIGINS'>): PublicGet {
  const allow = corsOf(ALLOWED_ORIGINS);
  return (get) => async (request, response) => {
    allow(request, response);
    const answer = await get(request, response);
    response.setHeader('Cache-Control', 'no-store');
    response.json(answer);
  };
}

/** Sets the CORS headers of an answer. */
export function corsOf(origins: readonly string[]): (request: Request, response: Response) => void {
  const cors = createCors(origins);
  return ({ headers }, response) => {
    const list = cors.answerHeaders(headers.origin);
    for (let at = 0; at + 1 < list.length; at += 2) response.setHeader(list[at] ?? '', list[at + 1] ?? '');
  };
}

/** A whole number from the query, or the fallback, forced between the bounds. */
export function countOf(text: unknown, { fallback, most }: { fallback: number; most: number }): number {
  const count = typeof text === 'string' ? Number(text) : Number.NaN;
  return Number.isInteger(count) ? Math.min(Math.max(count, 1), most) : fallback;
}

/** The query of a request, repeated names included. */
export const queryOf = ({ originalUrl }: Request): URLSearchParams =>
  new URL(originalUrl, 'http://host').searchParams;
