import type { ServerDefinition } from "../discovery/server_definition.ts";
import { parseJson } from "../json/read_json.ts";
import { isIssued, isPlain, isRandom } from "./plain_values.ts";
import { meaningOf } from "./secret_names.ts";

/** Characters of a value below which it is no secret: a short text occurs by chance. */
export const MIN_SECRET_LENGTH = 8;
/** Characters of the longest value that is redacted: 64 Ki. */
export const MAX_SECRET_LENGTH = 64 * 1024;
/** Secrets of one server. */
export const MAX_SECRETS = 256;
/** Levels of JSON in a value. */
const MAX_DEPTH = 8;

/** A value that no one but the server is to see. */
export interface Secret {
  /** The variable or the header that holds it. */
  readonly name: string;
  readonly value: string;
}

/** The secrets of a server's entry, and the names of those that are too long or too many. */
export interface FoundSecrets {
  readonly secrets: readonly Secret[];
  /** Names whose values are not redacted. */
  readonly left: readonly string[];
}

/**
 * Finds the secrets among the variables, headers and options of a server's entry: what a name calls
 * a secret, and what is random. Numbers, paths, hosts, addresses and words are none.
 */
export function findSecrets(definition: ServerDefinition): FoundSecrets {
  const finder = new Finder();
  if (definition.kind === "http") {
    for (const [name, value] of Object.entries(definition.headers)) finder.add(name, value);
    finder.add("URL", definition.url);
    const secret = definition.client?.secret ?? null;
    if (secret !== null) finder.add("client secret", secret);
  } else {
    for (const [name, value] of Object.entries(definition.env)) finder.add(name, value);
    addOptions(finder, definition.args);
  }
  return finder.found();
}

/** `--api-key x`, `--token=x`, `-e TOKEN=x`, `--header "Authorization: Bearer x"`. */
function addOptions(finder: Finder, args: readonly string[]): void {
  for (const [index, argument] of args.entries()) {
    const [, joined, value] = /^(?:--?)?([A-Za-z][\w-]*)(?:=|:\s*)([^]*)$/.exec(argument) ?? [];
    const [, option] = /^--?([A-Za-z][\w-]*)$/.exec(argument) ?? [];
    const next = args[index + 1] ?? "";
    if (joined !== undefined && value !== undefined) {
      if (meaningOf(joined).secret) finder.add(joined, value);
    } else if (option === undefined) {
      if (isIssued(argument)) finder.add("argument", argument);
    } else if (meaningOf(option).secret && !next.startsWith("-")) finder.add(option, next);
  }
}

class Finder {
  readonly #names = new Map<string, string>();
  readonly #left = new Set<string>();

  found(): FoundSecrets {
    const secrets = [...this.#names].map(([value, name]) => ({ name, value }));
    return { secrets, left: [...this.#left] };
  }

  add(name: string, text: string): void {
    const value = text.trim();
    const json = /^[{[]/.test(value) ? parseJson(value) : undefined;
    // in place of the whole, a server's message would be no JSON any more
    if (json !== undefined) return this.#addMember(name, { key: name, member: json, depth: 0 });
    const meaning = meaningOf(name);
    if (meaning.secret || /^(?:Bearer|Basic|Token)\s+\S+$/i.test(value)) {
      this.#addNamed(name, value, meaning.passphrase);
    } else if (isSecret(name, value)) this.#keep(name, value);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) this.#addAddress(name, value);
    const basic = /^Basic\s+([A-Za-z0-9+/_=-]+)$/i.exec(value)?.[1];
    if (basic !== undefined) this.#addBasic(name, basic);
  }

  #addNamed(name: string, value: string, passphrase: boolean): void {
    if (isPlain(value, passphrase) && !isIssued(value)) return;
    this.#keep(name, value);
    if (/\n|-----BEGIN/.test(value)) return;
    // a scheme or a user stands before the secret itself: `Bearer x`, `user:x`
    for (const piece of value.split(/[\s,;:]+/)) {
      if (!isPlain(piece, passphrase)) this.#keep(name, piece);
    }
  }

  #addBasic(name: string, encoded: string): void {
    try {
      const password = atob(encoded).split(":").slice(1).join(":");
      if (!isPlain(password, true)) this.#keep(name, password);
    } catch {
      // no base64
    }
  }

  /** The password of an address, and what is secret in its path and its query. */
  #addAddress(name: string, value: string): void {
    const url = URL.parse(value);
    if (url === null) return;
    for (const part of [url.password, decoded(url.password)]) {
      if (!isPlain(part, true)) this.#keep(name, part);
    }
    for (const part of [url.username, ...url.pathname.split("/")]) {
      if (isIssued(part) || isRandom(part)) this.#keep(name, decoded(part));
    }
    for (const [key, part] of url.searchParams) {
      if (isSecret(key, part)) this.#keep(name, part);
    }
  }

  /** JSON, such as the key of a service account, is secret in some of its members. */
  #addMember(
    name: string,
    { key, member, depth }: { key: string; member: unknown; depth: number },
  ): void {
    if (typeof member === "string") {
      if (isSecret(key, member)) this.#keep(name, member.trim());
    } else if (typeof member === "object" && member !== null && depth < MAX_DEPTH) {
      for (const [inner, one] of Object.entries(member)) {
        const named = Array.isArray(member) ? key : inner;
        this.#addMember(name, { key: named, member: one, depth: depth + 1 });
      }
    }
  }

  #keep(name: string, value: string): void {
    if (value.length < MIN_SECRET_LENGTH || new Set(value).size < 3) return;
    if (this.#names.has(value)) return;
    if (value.length > MAX_SECRET_LENGTH || this.#names.size >= MAX_SECRETS) this.#left.add(name);
    else this.#names.set(value, name);
  }
}

function isSecret(name: string, value: string): boolean {
  const { secret, passphrase, identifies } = meaningOf(name);
  if (secret) return !isPlain(value, passphrase);
  return isIssued(value) || (!identifies && isRandom(value));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
