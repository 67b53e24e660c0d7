import { z } from 'zod';
import type { JsonSchema } from '../input-schema.js';

/** Whether a schema says what clients send or what they get; defaults and transformations make the difference. */
export type Side = 'input' | 'output';

/**
 * Collects JSON Schemas for one document. Schemas with an id become components; one that differs between what is sent and
 * what is answered becomes two, the sent one called `…Input`.
 */
export interface SchemaBook {
  /** The schema with references into this book; call `finish` on the document that holds it. */
  write(schema: z.ZodType, side: Side): JsonSchema;
  /** The object schema behind a reference of this book, itself when it is none. */
  resolve(schema: JsonSchema): JsonSchema;
  /** The document with final references and its component schemas. */
  finish(document: Record<string, unknown>): { readonly document: unknown; readonly schemas: unknown };
}

const draftPointer = /^#\/(input|output)\/(.+)$/;

export function createSchemaBook(): SchemaBook {
  const drafts = { input: new Map<string, JsonSchema>(), output: new Map<string, JsonSchema>() };

  const resolve = (schema: JsonSchema): JsonSchema => {
    const [, side, id] = draftPointer.exec(schema.$ref ?? '') ?? [];
    if ((side !== 'input' && side !== 'output') || id === undefined) return schema;
    return resolve(drafts[side].get(id) ?? {});
  };

  return {
    write(schema, side) {
      const { $schema, $defs, ...written } = toJsonSchema(schema, side);
      for (const [id, definition] of Object.entries($defs ?? {})) {
        drafts[side].set(id, pointTo(definition, side));
      }
      return pointTo(written, side);
    },

    resolve,

    finish(document) {
      const twofold = findTwofold(drafts);
      const nameOf = (side: string, id: string): string =>
        side === 'input' && twofold.has(id) ? `${id}Input` : id;
      const final = <Part>(part: Part): Part =>
        replaceReferences(part, (pointer) =>
          pointer.replace(
            draftPointer,
            (_, side: string, id: string) => `#/components/schemas/${nameOf(side, id)}`,
          ),
        );
      const named = (['input', 'output'] as const).flatMap((side) =>
        [...drafts[side]].map(([id, schema]) => [nameOf(side, id), final(schema)] as const),
      );
      const sorted = named.toSorted(([one], [other]) => (one < other ? -1 : 1));
      return { document: final(document), schemas: Object.fromEntries(sorted) };
    },
  };
}

const toJsonSchema = (schema: z.ZodType, io: Side): JsonSchema =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Answers may gain fields.
      if (io === 'output') delete jsonSchema.additionalProperties;
    },
  });

const pointTo = <Part>(part: Part, side: Side): Part =>
  replaceReferences(part, (pointer) => pointer.replace('#/$defs/', `#/${side}/`));

function replaceReferences<Part>(part: Part, replace: (pointer: string) => string): Part {
  const text = JSON.stringify(part, (key, value) =>
    key === '$ref' && typeof value === 'string' ? replace(value) : value,
  );
  return JSON.parse(text);
}

/** Ids whose schemas differ between the sides, themselves or in what they refer to. */
function findTwofold({
  input,
  output,
}: Readonly<Record<Side, ReadonlyMap<string, JsonSchema>>>): Set<string> {
  const shared = [...input].filter(([id]) => output.has(id));
  const text = (schema: JsonSchema | undefined): string =>
    JSON.stringify(schema).replaceAll('#/input/', '#/output/');
  const twofold = new Set(
    shared.filter(([id, sent]) => text(sent) !== text(output.get(id))).map(([id]) => id),
  );
  for (let size = -1; size !== twofold.size; ) {
    size = twofold.size;
    for (const [id, sent] of shared) {
      const referred = JSON.stringify(sent).matchAll(/"#\/input\/([^"]+)"/g);
      if ([...referred].some(([, other = '']) => twofold.has(other))) twofold.add(id);
    }
  }
  return twofold;
}
