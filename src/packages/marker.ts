import { normalizedName } from "./project_name.ts";
import { fits, isSpecifiers, isVersion } from "./version.ts";

/** The values of the variables of markers, without `extra`. */
export type MarkerEnvironment = Readonly<Record<MarkerVariable, string>>;

/** Variables of "Dependency specifiers" of the PyPA specifications. */
export const MARKER_VARIABLES = [
  "os_name",
  "sys_platform",
  "platform_machine",
  "platform_python_implementation",
  "platform_release",
  "platform_system",
  "platform_version",
  "python_version",
  "python_full_version",
  "implementation_name",
  "implementation_version",
] as const;
export type MarkerVariable = (typeof MARKER_VARIABLES)[number];

/** A condition under which a dependency is needed. */
export type Marker =
  | { readonly kind: "and" | "or"; readonly parts: readonly Marker[] }
  | {
    readonly kind: "compare";
    readonly left: MarkerOperand;
    readonly operator: string;
    readonly right: MarkerOperand;
  };

export type MarkerOperand =
  | { readonly variable: MarkerVariable | "extra" }
  | { readonly text: string };

/** Deepest nesting of parentheses. */
const MAX_DEPTH = 16;

const TOKEN =
  /\s*(?:(?<bracket>[()])|(?<text>"[^"]*"|'[^']*')|(?<operator><=|>=|===|==|!=|~=|<|>)|(?<word>[A-Za-z_][A-Za-z0-9_.]*))/y;

/** Old spellings, which markers of old packages still have. */
const ALIASES: Readonly<Record<string, string>> = {
  "os.name": "os_name",
  "sys.platform": "sys_platform",
  "platform.version": "platform_version",
  "platform.machine": "platform_machine",
  "platform.python_implementation": "platform_python_implementation",
  "python_implementation": "platform_python_implementation",
};

/**
 * Parses a marker, such as `python_version < "3.11" and extra == "toml"`.
 *
 * @throws {SyntaxError} when it is none
 */
export function parseMarker(text: string): Marker {
  const parser = new MarkerParser(tokensOf(text));
  const marker = parser.parseOr(0);
  parser.end();
  return marker;
}

/**
 * Whether a condition holds.
 *
 * @param extras the extras that are wanted, in their one spelling
 */
export function holds(
  marker: Marker,
  environment: MarkerEnvironment,
  extras: readonly string[],
): boolean {
  if (marker.kind !== "compare") {
    const { kind, parts } = marker;
    const one = (part: Marker) => holds(part, environment, extras);
    return kind === "and" ? parts.every(one) : parts.some(one);
  }
  const { left, operator, right } = marker;
  const wanted = extras.length === 0 ? [""] : extras;
  const valuesOf = (operand: MarkerOperand, other: MarkerOperand): readonly string[] => {
    if ("variable" in operand) {
      return operand.variable === "extra" ? wanted : [environment[operand.variable]];
    }
    return [
      "variable" in other && other.variable === "extra"
        ? normalizedName(operand.text)
        : operand.text,
    ];
  };
  return valuesOf(left, right).some((one) =>
    valuesOf(right, left).some((other) => compare(one, operator, other))
  );
}

function compare(left: string, operator: string, right: string): boolean {
  if (operator === "in") return right.includes(left);
  if (operator === "not in") return !right.includes(left);
  if (isVersion(left) && isSpecifiers(`${operator}${right}`)) {
    return fits(left, `${operator}${right}`);
  }
  switch (operator) {
    case "==":
    case "===":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return false;
  }
}

interface Token {
  readonly kind: "bracket" | "text" | "operator" | "word";
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const end = text.trimEnd().length;
  while (at < end) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) throw new SyntaxError(`a marker cannot be read from character ${at}`);
    at = TOKEN.lastIndex;
    const { bracket, text: quotedText, operator, word } = groups;
    if (bracket !== undefined) tokens.push({ kind: "bracket", text: bracket });
    else if (quotedText !== undefined) tokens.push({ kind: "text", text: quotedText.slice(1, -1) });
    else if (operator !== undefined) tokens.push({ kind: "operator", text: operator });
    else tokens.push({ kind: "word", text: word ?? "" });
  }
  return tokens;
}

class MarkerParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseOr(depth: number): Marker {
    return this.#parseJoined("or", () => this.#parseJoined("and", () => this.#parseOne(depth)));
  }

  end(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new SyntaxError(`a marker goes on after its end: ${token.text}`);
  }

  #parseJoined(kind: "and" | "or", parsePart: () => Marker): Marker {
    const first = parsePart();
    const parts = [first];
    while (this.#takes("word", kind)) parts.push(parsePart());
    return parts.length === 1 ? first : { kind, parts };
  }

  #parseOne(depth: number): Marker {
    if (this.#takes("bracket", "(")) {
      if (depth === MAX_DEPTH) throw new SyntaxError("a marker nests too deep");
      const inner = this.parseOr(depth + 1);
      if (!this.#takes("bracket", ")")) throw new SyntaxError("a marker lacks a parenthesis");
      return inner;
    }
    const left = this.#operand();
    const operator = this.#operator();
    return { kind: "compare", left, operator, right: this.#operand() };
  }

  #operand(): MarkerOperand {
    const token = this.#tokens[this.#at++];
    if (token?.kind === "text") return { text: token.text };
    const name = ALIASES[token?.text ?? ""] ?? token?.text;
    const variable = [...MARKER_VARIABLES, "extra" as const].find((known) => known === name);
    if (token?.kind !== "word" || variable === undefined) {
      throw new SyntaxError(`a marker compares ${token?.text ?? "nothing"}, which is no variable`);
    }
    return { variable };
  }

  #operator(): string {
    if (this.#takes("word", "not")) {
      if (this.#takes("word", "in")) return "not in";
      throw new SyntaxError("a marker has `not` without `in`");
    }
    if (this.#takes("word", "in")) return "in";
    const token = this.#tokens[this.#at++];
    if (token?.kind !== "operator") throw new SyntaxError("a marker lacks an operator");
    return token.text;
  }

  #takes(kind: Token["kind"], text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || token.text !== text) return false;
    this.#at++;
    return true;
  }
}
