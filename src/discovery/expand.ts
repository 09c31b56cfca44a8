import type { FieldName } from "./field_name.ts";
import type { Dialect } from "./dialect.ts";
import { type ReferenceContext, ReferenceProblem, References } from "./references.ts";
import type {
  EntrySources,
  HttpDefinition,
  RegisteredClient,
  ServerDefinition,
  StdioDefinition,
} from "./server_definition.ts";

/** Most characters that a definition may have after expansion: a short text may name a long value. */
const MAX_EXPANDED = 262_144;
/** Programs that expand `${…}` in their arguments themselves. */
const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "dash", "zsh", "ksh", "fish"]);

export type ExpandedDefinition =
  | { readonly ok: true; readonly definition: ServerDefinition }
  | {
    readonly ok: false;
    /** Why it cannot be expanded, as a clause. Names variables, never values. */
    readonly reason: string;
  };

/** A definition as it is written, and how its client reads it. */
export interface WrittenDefinition {
  readonly definition: ServerDefinition;
  readonly sources: EntrySources;
  readonly dialect: Dialect;
  /** Variables of the file that the entry names; its own come before them. */
  readonly fileVariables?: Readonly<Record<string, string>>;
}

/**
 * Puts the values of variables in place of the references that the entry's client replaces, in its
 * texts and not in names: those of the entry's own `env` first, then ours. One pass: what a value
 * holds is not looked at again.
 */
export function expandDefinition(
  written: WrittenDefinition,
  context: ReferenceContext,
): ExpandedDefinition {
  try {
    const { definition } = written;
    const expanded = definition.kind === "http"
      ? expandHttp(definition, { written, context })
      : expandStdio(definition, { written, context });
    return { ok: true, definition: expanded };
  } catch (error) {
    if (error instanceof ReferenceProblem) return { ok: false, reason: error.message };
    throw error;
  }
}

interface Expanding {
  readonly written: WrittenDefinition;
  readonly context: ReferenceContext;
}

function expandHttp(
  definition: HttpDefinition,
  { written: { sources, dialect }, context }: Expanding,
): HttpDefinition {
  const texts = new Texts(dialect, context);
  const headers = texts.record("headers", definition.headers);
  for (const { name, prefix, variable } of sources.headers) {
    headers[name] = prefix + texts.variable("headers", variable);
  }
  const { client } = definition;
  return {
    ...definition,
    url: texts.text("url", definition.url),
    headers,
    ...(client === undefined ? {} : { client: expandClient(client, texts) }),
  };
}

function expandClient({ id, secret }: RegisteredClient, texts: Texts): RegisteredClient {
  return {
    id: texts.text("clientId", id),
    secret: secret === null ? null : texts.text("clientSecret", secret),
  };
}

function expandStdio(
  definition: StdioDefinition,
  { written: { sources, dialect, fileVariables = {} }, context }: Expanding,
): StdioDefinition {
  const texts = new Texts(dialect, context);
  const env = { ...passedOn(sources.envNames, context), ...fileVariables };
  const own = Object.assign(Object.create(null), env, texts.ownVariables(definition.env));
  const inside = new Texts(dialect, {
    ...context,
    env: (name) => Object.hasOwn(own, name) ? own[name] : context.env(name),
  }, texts);
  const command = inside.path("command", definition.command);
  const { cwd } = definition;
  const isShell = SHELLS.has(command.replace(/^[^]*[/\\]/, ""));
  return {
    ...definition,
    command,
    args: definition.args.map((argument) => inside.argument(argument, isShell)),
    env: own,
    ...(cwd === undefined ? {} : { cwd: inside.path("cwd", cwd) }),
  };
}

function passedOn(
  names: readonly string[],
  context: ReferenceContext,
): Readonly<Record<string, string>> {
  const passed: Record<string, string> = Object.create(null);
  for (const name of names) {
    const value = context.env(name);
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}

/** Expands the texts of one definition, and counts how long they get. */
class Texts {
  readonly #dialect: Dialect;
  readonly #context: ReferenceContext;
  readonly #references: References;
  readonly #count: { length: number };

  /** @param before what was expanded of the same definition already */
  constructor(dialect: Dialect, context: ReferenceContext, before?: Texts) {
    this.#dialect = dialect;
    this.#context = context;
    this.#references = new References(dialect, context);
    this.#count = before === undefined ? { length: 0 } : before.#count;
  }

  text(field: FieldName, text: string): string {
    return this.#bounded(field, this.#expanded(field, text));
  }

  /** An argument; what a shell will expand itself may stay as it is. */
  argument(text: string, ofShell: boolean): string {
    const written = this.#dialect.tildeInArgs === true ? this.#underHome(text) : text;
    return this.#bounded("args", this.#expanded("args", written, ofShell));
  }

  /** A path, in which `~/` at the beginning is the home directory. */
  path(field: "command" | "cwd", text: string): string {
    return this.#bounded(field, this.#expanded(field, this.#underHome(text)));
  }

  record(field: FieldName, texts: Readonly<Record<string, string>>): Record<string, string> {
    const expanded: Record<string, string> = Object.create(null);
    for (const [name, text] of Object.entries(texts)) expanded[name] = this.text(field, text);
    return expanded;
  }

  /**
   * The entry's own variables. A reference to another of them is to its value, whichever comes first;
   * one to itself is to the variable of ours.
   */
  ownVariables(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const expanded: Record<string, string> = Object.create(null);
    const underWay = new Set<string>();
    const valueOf = (name: string): string => {
      const known = expanded[name];
      if (known !== undefined) return known;
      underWay.add(name);
      const references = new References(this.#dialect, {
        ...this.#context,
        env: (other) =>
          Object.hasOwn(texts, other) && !underWay.has(other)
            ? valueOf(other)
            : this.#context.env(other),
      });
      const value = this.#replaces("env")
        ? references.replace("env", texts[name] ?? "")
        : texts[name] ?? "";
      underWay.delete(name);
      expanded[name] = this.#bounded("env", value);
      return value;
    };
    const inOrder: Record<string, string> = Object.create(null);
    for (const name of Object.keys(texts)) inOrder[name] = valueOf(name);
    return inOrder;
  }

  /** @throws {ReferenceProblem} when it is not set */
  variable(field: FieldName, name: string): string {
    return this.#bounded(field, this.#references.variable(field, name));
  }

  #expanded(field: FieldName, text: string, lenient = false): string {
    return this.#replaces(field) ? this.#references.replace(field, text, { lenient }) : text;
  }

  #replaces(field: FieldName): boolean {
    return this.#dialect.fields?.includes(field) ?? true;
  }

  #underHome(text: string): string {
    const { home } = this.#context;
    if (home === null || !/^~(?:[/\\]|$)/.test(text)) return text;
    return home + text.slice(1);
  }

  #bounded(field: FieldName, text: string): string {
    this.#count.length += text.length;
    if (this.#count.length <= MAX_EXPANDED) return text;
    throw new ReferenceProblem(
      `"${field}" makes it longer than ${MAX_EXPANDED} characters after expansion`,
    );
  }
}
