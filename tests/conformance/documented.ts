import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface Described {
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { schema: object }> }>>;
}

/** What a node documents about itself, with how often each part of it was met. */
export class Documented {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false });
  readonly #paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly #messages: Readonly<Record<string, unknown>>;
  readonly #met = new Set<string>();

  static async of(url: string): Promise<Documented> {
    const read = async (name: string) => (await fetch(`${url}/${name}.json`)).json();
    return new Documented(await read('openapi'), await read('asyncapi'));
  }

  // biome-ignore lint/suspicious/noExplicitAny: documents of other standards, walked by their own rules
  private constructor(openapi: any, asyncapi: any) {
    formats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'openapi', ...openapi });
    this.#ajv.addSchema({ $id: 'asyncapi', ...asyncapi });
    this.#paths = openapi.paths;
    this.#messages = asyncapi.channels.root.messages;
  }

  /** Checks an answer against what is documented for its call and status. */
  checkAnswer(method: string, path: string, { status, body }: { status: number; body: unknown }): void {
    const template = this.#templateOf(method, path);
    const pointer = `/paths/${escaped(template)}/${method}/responses/${status}`;
    if (!this.#paths[template]?.[method]?.responses[status])
      throw new Error(`${method} ${template} does not document ${status}: ${JSON.stringify(body)}`);
    if (status < 300) this.#met.add(`${method} ${template}`);
    if (status === 204 || typeof body === 'string') return;
    const content = `${pointer}/content/application~1json/schema`;
    this.#validate(`openapi#${content}`, body, `${method} ${template} ${status}`);
  }

  /** Checks an event or the answer of a command; `kind` is `event` or `answer`. */
  checkMessage(name: string, kind: 'event' | 'answer', fields: unknown): void {
    // Colons are no part of the names of messages in AsyncAPI.
    const message = `${name.replaceAll(':', '.')}.${kind}`;
    if (!(message in this.#messages)) throw new Error(`${message} is not documented`);
    this.#met.add(message);
    this.#validate(`asyncapi#/channels/root/messages/${escaped(message)}/payload`, fields, message);
  }

  /** What is documented but was not met: calls as `method path`, messages as `name.event` and `name.answer`. */
  missing(): string[] {
    const calls = Object.entries(this.#paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const messages = Object.keys(this.#messages).filter((name) => !name.endsWith('.command'));
    return [...calls, ...messages].filter((name) => !this.#met.has(name)).sort();
  }

  #validate(reference: string, value: unknown, what: string): void {
    const validate: ValidateFunction | undefined = this.#ajv.getSchema(reference);
    if (!validate) throw new Error(`no schema at ${reference}`);
    if (!validate(value))
      throw new Error(`${what}: ${this.#ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
  }

  #templateOf(method: string, path: string): string {
    const bare = path.split('?')[0] ?? '';
    const matches = Object.keys(this.#paths).filter(
      (template) =>
        this.#paths[template]?.[method] &&
        new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare),
    );
    // A fixed part beats a parameter, as in the router.
    const [best] = matches.sort((one, other) => one.split('{').length - other.split('{').length);
    if (best === undefined) throw new Error(`${method} ${path} is not documented`);
    return best;
  }
}

const escaped = (name: string): string =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
