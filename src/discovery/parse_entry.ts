import { printable } from "../text/printable.ts";
import type { Dialect } from "./dialect.ts";
import { EntryProblem, EntryValues } from "./entry_values.ts";
import type { FieldName } from "./field_name.ts";
import type { RawEntry } from "./formats/config_format.ts";
import type {
  CommonDefinition,
  EntrySources,
  HeaderSource,
  HttpDefinition,
  ServerDefinition,
  StdioDefinition,
  Timeouts,
} from "./server_definition.ts";

/** Longest description, in characters; a longer one is cut. */
const MAX_DESCRIPTION = 2000;

type Transport = "stdio" | "http" | "sse" | "any";

/** Transports by the names that clients give them, without case, `_` and `-`. */
const TRANSPORTS: ReadonlyMap<string, Transport> = new Map([
  ["stdio", "stdio"],
  ["local", "stdio"],
  ["http", "http"],
  ["streamablehttp", "http"],
  ["sse", "sse"],
  ["remote", "any"],
]);
const TRANSPORT_NAMES = "stdio, http, sse, streamable-http, streamableHttp";

export type ParsedEntry =
  | {
    readonly ok: true;
    /** As written: nothing is expanded. */
    readonly definition: ServerDefinition;
    readonly sources: EntrySources;
    readonly dialect: Dialect;
    /** How the entry switches itself off, as it is written; or `null`. */
    readonly disabledBy: string | null;
  }
  | {
    readonly ok: false;
    /** What is wrong with it and where, as a clause. Holds no values, which may be secrets. */
    readonly reason: string;
  };

/**
 * Reads one server's entry. What we read must have its type, except that a number or `true` in `args`
 * and `env` is taken as it is written, because people write ports so.
 */
export function parseEntry({ place, content, dialect }: RawEntry): ParsedEntry {
  if (!content.ok) return content;
  try {
    const values = new EntryValues(content.fields, place);
    return { ok: true, ...readDefinition(values), dialect, disabledBy: readDisabled(values) };
  } catch (error) {
    if (error instanceof EntryProblem) return { ok: false, reason: error.message };
    throw error;
  }
}

interface ReadEntry {
  readonly definition: ServerDefinition;
  readonly sources: EntrySources;
}

function readDefinition(values: EntryValues): ReadEntry {
  const transport = readTransport(values);
  const [program, ...first] = values.list("command");
  const url = values.text("url");
  const named = (name: FieldName) => values.shown(name);
  if (transport === null && program !== undefined && url !== null) {
    const both = `both ${named("command")} and ${named("url")} are given`;
    throw values.problem("url", `${both}: keep one, or add ${named("type")}`);
  }
  if (transport === "stdio" || (transport === null && url === null)) {
    if (program === undefined) {
      const missing = transport === null
        ? `${named("command")} or ${named("url")}`
        : named("command");
      throw values.problem(null, `${missing} is missing`);
    }
    return readStdio(values, [program, ...first]);
  }
  if (url === null) throw values.problem(null, `${named("url")} is missing`);
  return readHttp(values, { url, transport });
}

function readTransport(values: EntryValues): Transport | null {
  const type = values.text("type");
  if (type === null) return null;
  const transport = TRANSPORTS.get(type.slice(0, 100).toLowerCase().replaceAll(/[_-]/g, ""));
  if (transport !== undefined) return transport;
  throw values.problem("type", `${values.shown("type")} must be one of ${TRANSPORT_NAMES}`);
}

function readStdio(
  values: EntryValues,
  [command, ...first]: readonly [string, ...string[]],
): ReadEntry {
  if (command.trim() === "") {
    throw values.problem("command", `${values.shown("command")} is empty`);
  }
  const cwd = values.text("cwd");
  if (cwd === "") throw values.problem("cwd", `${values.shown("cwd")} is empty`);
  const env = values.texts("env");
  const envNames = values.names("envNames");
  checkNames(values, { field: "env", names: Object.keys(env) });
  checkNames(values, { field: "envNames", names: envNames });
  const definition: StdioDefinition = {
    kind: "stdio",
    command,
    args: [...first, ...values.list("args")],
    env,
    ...(cwd === null ? {} : { cwd }),
    ...readCommon(values),
  };
  const envFile = values.text("envFile");
  const sources = { envNames, headers: [], ...(envFile === null ? {} : { envFile }) };
  return { definition, sources };
}

function checkNames(
  values: EntryValues,
  { field, names }: { readonly field: FieldName; readonly names: readonly string[] },
): void {
  for (const name of names) {
    if (name !== "" && !name.includes("=")) continue;
    const reason = `has the name "${printable(name)}", which no variable can have`;
    throw values.problem(field, `${values.shown(field)} ${reason}`);
  }
}

function readHttp(
  values: EntryValues,
  { url, transport }: { readonly url: string; readonly transport: Transport | null },
): ReadEntry {
  const definition: HttpDefinition = {
    kind: "http",
    url,
    ...(transport === "http" || transport === "sse" ? { type: transport } : {}),
    headers: values.texts("headers"),
    ...readClient(values),
    ...readCommon(values),
  };
  const headers = Object.entries(values.texts("headerVariables"))
    .map(([name, variable]): HeaderSource => ({ name, prefix: "", variable }));
  const bearer = values.text("bearerVariable");
  if (bearer !== null) {
    headers.push({ name: "Authorization", prefix: "Bearer ", variable: bearer });
  }
  return { definition, sources: { envNames: [], headers } };
}

function readClient(values: EntryValues): Pick<HttpDefinition, "client"> {
  const id = values.text("clientId");
  // clients write an empty one for the user to fill in
  return id === null || id === "" ? {} : { client: { id, secret: values.text("clientSecret") } };
}

function readCommon(values: EntryValues): CommonDefinition {
  const description = values.textIfAny("description")?.slice(0, MAX_DESCRIPTION);
  const startMs = values.milliseconds("startTimeout");
  const callMs = values.milliseconds("callTimeout");
  const timeouts: Timeouts = {
    ...(startMs === null ? {} : { startMs }),
    ...(callMs === null ? {} : { callMs }),
  };
  const allow = values.has("allowTools") ? values.list("allowTools") : null;
  const deny = values.list("denyTools");
  return {
    ...(description === undefined ? {} : { description }),
    ...(startMs === null && callMs === null ? {} : { timeouts }),
    ...(allow === null && deny.length === 0 ? {} : { tools: { allow, deny } }),
  };
}

function readDisabled(values: EntryValues): string | null {
  if (values.flag("disabled") === true) return `${values.shown("disabled")}: true`;
  return values.flag("enabled") === false ? `${values.shown("enabled")}: false` : null;
}
