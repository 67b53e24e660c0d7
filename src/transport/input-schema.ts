import { z } from 'zod';

/** JSON Schema of one value. */
export type JsonSchema = z.core.JSONSchema._JSONSchema & object;

/** The fields an input may have, over all its alternatives. */
export interface InputFields {
  readonly properties: ReadonlyMap<string, JsonSchema>;
  /** Fields that every alternative asks for. */
  readonly required: ReadonlySet<string>;
}

/** Lists the fields of an operation's input as a client sends it; the schemas are resolved, without `$ref` at their top. */
export function listInputFields(input: z.ZodType): InputFields {
  const root = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const definitions = root.$defs ?? {};

  const resolve = (schema: JsonSchema): JsonSchema => {
    const target = schema.$ref?.startsWith('#/$defs/') ? definitions[schema.$ref.slice(8)] : undefined;
    return target ? resolve(target) : schema;
  };
  const fieldsOf = (schema: JsonSchema): InputFields => {
    const { properties = {}, required = [], anyOf, oneOf, allOf } = resolve(schema);
    const own = Object.entries(properties).map(
      ([name, property]) => [name, resolve(asSchema(property))] as const,
    );
    const alternatives = (anyOf ?? oneOf ?? []).map((one) => fieldsOf(asSchema(one)));
    const parts = (allOf ?? []).map((one) => fieldsOf(asSchema(one)));
    const [first, ...others] = alternatives.map((one) => one.required);
    const inAll = [...(first ?? [])].filter((name) => others.every((names) => names.has(name)));
    return {
      properties: new Map([...own, ...[...alternatives, ...parts].flatMap((one) => [...one.properties])]),
      required: new Set([...required, ...inAll, ...parts.flatMap((one) => [...one.required])]),
    };
  };
  return fieldsOf(root);
}

/** `true` and `false` are schemas too: anything, and nothing. */
const asSchema = (schema: z.core.JSONSchema._JSONSchema): JsonSchema =>
  typeof schema === 'object' ? schema : schema ? {} : { not: {} };
