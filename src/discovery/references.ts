import { pathsOf } from "../system/paths.ts";
import type { Platform } from "../system/system.ts";
import { printable } from "../text/printable.ts";
import type { Dialect } from "./dialect.ts";
import type { FieldName } from "./field_name.ts";

/** Where the values of references come from. */
export interface ReferenceContext {
  env(name: string): string | undefined;
  readonly platform: Platform;
  readonly home: string | null;
  /** Folder of the project, absolute. */
  readonly project: string;
  /** Text of a file that an entry refers to; `undefined` when it could not be read. */
  fileText(path: string): string | undefined;
}

/** A reason not to use a definition. */
export class ReferenceProblem extends Error {}

/** References in all forms; which of them mean something is a matter of the dialect. */
const REFERENCE = /\$\{([^}]*)\}|\$([A-Za-z_][A-Za-z0-9_]*)|\{(env|file):([^{}]+)\}/g;
const BARE = /\$([A-Za-z_][A-Za-z0-9_]*)/g;
const BRACES = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([^]*))?$/;
const PREFIXED = /^(env|file|input|command|config|secret):([^]*)$/;

/** Fields in which a reference that stays as it is can mean nothing. */
const STARTED_WITH: readonly FieldName[] = ["command", "cwd", "url"];
/** Longest text between the braces of a reference that is looked at. */
const MAX_REFERENCE = 4096;

/** Replaces the references of one dialect. */
export class References {
  readonly #dialect: Dialect;
  readonly #context: ReferenceContext;

  constructor(dialect: Dialect, context: ReferenceContext) {
    this.#dialect = dialect;
    this.#context = context;
  }

  /**
   * A text with values in place of its references. With `lenient`, a `${NAME}` that is not set stays.
   *
   * @param field whose text it is, for the reason
   * @throws {ReferenceProblem} when one cannot be resolved
   */
  replace(field: FieldName, text: string, { lenient = false } = {}): string {
    if (this.#dialect.forms.length === 0) return text;
    // behind the last brace no reference can close, and each that opens would be looked for in vain
    const end = text.lastIndexOf("}") + 1;
    const value = (whole: string, inside?: string, bare?: string, kind = "", operand = "") => {
      if (inside !== undefined) return this.#braces(field, { whole, inside, lenient });
      if (bare !== undefined) return this.#dollar(whole, bare);
      return this.#curly(field, { whole, kind, operand });
    };
    const rest = text.slice(end).replace(BARE, (whole, bare) => this.#dollar(whole, bare));
    return text.slice(0, end).replace(REFERENCE, value) + rest;
  }

  /** The value of a variable. @throws {ReferenceProblem} when it is not set */
  variable(field: FieldName, name: string): string {
    const value = this.#lookUp(name);
    if (value !== undefined) return value;
    throw notSet(field, name);
  }

  /** `${…}`. */
  #braces(
    field: FieldName,
    { whole, inside, lenient }: { whole: string; inside: string; lenient: boolean },
  ): string {
    if (inside.length > MAX_REFERENCE) return whole;
    const { forms } = this.#dialect;
    if (forms.includes("editor")) {
      const value = this.#editorVariable(inside);
      if (value !== undefined) return value;
    }
    const [, name, fallback] = forms.includes("braces") ? BRACES.exec(inside) ?? [] : [];
    if (name !== undefined) {
      const value = this.#lookUp(name) ?? fallback;
      if (value === undefined && !lenient) throw notSet(field, name);
      return value ?? whole;
    }
    const [, prefix, operand = ""] = PREFIXED.exec(inside) ?? [];
    // what is none of these is for the program that is started: `${f%.bak}`
    if (lenient || (prefix === undefined && !STARTED_WITH.includes(field))) return whole;
    if (prefix === undefined) throw notResolved(field, whole);
    return this.#prefixed(field, { whole, prefix, operand });
  }

  /** `${env:NAME}`, `${file:PATH}`, and what only the editor itself can resolve. */
  #prefixed(
    field: FieldName,
    { whole, prefix, operand }: { whole: string; prefix: string; operand: string },
  ): string {
    const { forms } = this.#dialect;
    if (prefix === "env" && forms.includes("env_prefix")) return this.variable(field, operand);
    if (prefix === "file" && forms.includes("file_prefix")) return this.#fileText(field, operand);
    if (prefix === "input" && forms.includes("inputs")) {
      throw new ReferenceProblem(
        `"${field}" needs the input "${printable(operand, 60)}", which its client asks for and ` +
          "keeps to itself: write the value, or a variable, into a file of yours",
      );
    }
    throw notResolved(field, whole);
  }

  /** `$NAME`; what is not set stays, as in a password. */
  #dollar(whole: string, name: string): string {
    return this.#dialect.forms.includes("dollar") ? this.#lookUp(name) ?? whole : whole;
  }

  /** `{env:NAME}` and `{file:PATH}`. */
  #curly(
    field: FieldName,
    { whole, kind, operand }: { whole: string; kind: string; operand: string },
  ): string {
    const { forms } = this.#dialect;
    if (kind === "env" && forms.includes("curly_env")) return this.#lookUp(operand) ?? "";
    if (kind === "file" && forms.includes("curly_file")) return this.#fileText(field, operand);
    return whole;
  }

  #fileText(field: FieldName, path: string): string {
    const text = this.#context.fileText(path);
    if (text !== undefined) return text;
    throw new ReferenceProblem(
      `"${field}" needs the file "${printable(path, 200)}": it cannot be read`,
    );
  }

  #lookUp(name: string): string | undefined {
    const value = this.#context.env(name);
    if (value !== undefined || name !== this.#dialect.projectVariable) return value;
    return this.#context.project;
  }

  #editorVariable(name: string): string | undefined {
    const { platform, home, project } = this.#context;
    const { basename, sep } = pathsOf(platform);
    switch (name) {
      case "userHome":
        return home ?? undefined;
      case "workspaceFolder":
      case "workspaceRoot":
      case "cwd":
        return project;
      case "workspaceFolderBasename":
        return basename(project);
      case "pathSeparator":
      case "/":
        return sep;
      default:
        return undefined;
    }
  }
}

/** The paths of the files that a text refers to, in the forms of a dialect. */
export function filesIn(text: string, { forms }: Dialect): readonly string[] {
  const paths: string[] = [];
  if (forms.includes("file_prefix")) {
    for (const [, path = ""] of text.matchAll(/\$\{file:([^}]+)\}/g)) paths.push(path);
  }
  if (forms.includes("curly_file")) {
    for (const [, path = ""] of text.matchAll(/\{file:([^}]+)\}/g)) paths.push(path);
  }
  return paths;
}

function notResolved(field: FieldName, whole: string): ReferenceProblem {
  return new ReferenceProblem(
    `"${field}" uses "${printable(whole, 80)}", which its client does not resolve`,
  );
}

function notSet(field: FieldName, name: string): ReferenceProblem {
  return new ReferenceProblem(
    `"${field}" needs the environment variable ${printable(name, 100)}: it is not set`,
  );
}
