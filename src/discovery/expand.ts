import { printable } from "../text/printable.ts";
import type { FieldName } from "./formats/config_format.ts";
import type { ServerDefinition } from "./server_definition.ts";

/** Most characters that a definition may have after expansion: a short text may name a long value. */
const MAX_EXPANDED = 262_144;

export type ExpandedDefinition =
  | { readonly ok: true; readonly definition: ServerDefinition }
  | {
    readonly ok: false;
    /** Why it cannot be expanded, as a clause. Names variables, never values. */
    readonly reason: string;
  };

/**
 * Puts the values of environment variables in place of `${NAME}` and `${NAME:-default}`, in every
 * text of a definition but not in names. One pass: what a value holds is not looked at again.
 * A variable that is empty counts as not set.
 */
export function expandDefinition(
  definition: ServerDefinition,
  env: (name: string) => string | undefined,
): ExpandedDefinition {
  const expansion = new Expansion(env);
  try {
    return { ok: true, definition: expandWith(expansion, definition) };
  } catch (error) {
    if (error instanceof ExpansionProblem) return { ok: false, reason: error.message };
    throw error;
  }
}

/** A reason not to use a definition, thrown by `Expansion` and caught above. */
class ExpansionProblem extends Error {}

function expandWith(expansion: Expansion, definition: ServerDefinition): ServerDefinition {
  if (definition.kind === "http") {
    return {
      ...definition,
      url: expansion.text("url", definition.url),
      headers: expansion.texts("headers", definition.headers),
    };
  }
  const { cwd } = definition;
  return {
    ...definition,
    command: expansion.text("command", definition.command),
    args: definition.args.map((argument) => expansion.text("args", argument)),
    env: expansion.texts("env", definition.env),
    ...(cwd === undefined ? {} : { cwd: expansion.text("cwd", cwd) }),
  };
}

/** Expands the texts of one definition, and counts how long they get. */
class Expansion {
  readonly #env: (name: string) => string | undefined;
  #length = 0;

  constructor(env: (name: string) => string | undefined) {
    this.#env = env;
  }

  /** @param field whose text it is, for the reason */
  text(field: FieldName, text: string): string {
    const parts: string[] = [];
    let from = 0;
    while (true) {
      const start = text.indexOf("${", from);
      const end = start === -1 ? -1 : text.indexOf("}", start);
      if (end === -1) break;
      parts.push(this.#count(field, text.slice(from, start)));
      parts.push(this.#count(field, this.#valueOf(field, text.slice(start + 2, end))));
      from = end + 1;
    }
    parts.push(this.#count(field, text.slice(from)));
    return parts.join("");
  }

  texts(
    field: FieldName,
    texts: Readonly<Record<string, string>>,
  ): Readonly<Record<string, string>> {
    const expanded: Record<string, string> = Object.create(null);
    for (const [name, text] of Object.entries(texts)) expanded[name] = this.text(field, text);
    return expanded;
  }

  #valueOf(field: FieldName, reference: string): string {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([^]*))?$/.exec(reference);
    if (match === null) {
      throw new ExpansionProblem(
        `"${field}" uses "\${${
          printable(reference, 60)
        }}": only \${NAME} and \${NAME:-default} are understood`,
      );
    }
    const [, name = "", fallback] = match;
    const value = this.#env(name) ?? fallback;
    if (value !== undefined) return value;
    throw new ExpansionProblem(
      `"${field}" needs the environment variable ${printable(name)}: it is not set`,
    );
  }

  #count(field: FieldName, part: string): string {
    this.#length += part.length;
    if (this.#length > MAX_EXPANDED) {
      throw new ExpansionProblem(
        `"${field}" makes it longer than ${MAX_EXPANDED} characters after expansion`,
      );
    }
    return part;
  }
}
