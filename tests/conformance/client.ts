/**
 * The client of the scenarios of `@modelcontextprotocol/conformance`, on the program's own halves: it
 * lists the tools of the server whose URL is its argument, calls them, and signs in when it is asked
 * to. `MCP_CONFORMANCE_SCENARIO` names the scenario, `MCP_CONFORMANCE_CONTEXT` what it has to know.
 */

import type { RegisteredClient } from "../../src/discovery/server_definition.ts";
import { UpstreamError } from "../../src/errors.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownText,
  ownValue,
} from "../../src/json/json.ts";
import { readJson } from "../../src/json/read_json.ts";
import { createAccess } from "../../src/oauth/access.ts";
import { createGuardedFetch } from "../../src/oauth/guarded_fetch.ts";
import { login } from "../../src/oauth/login.ts";
import { SignInStore } from "../../src/oauth/sign_in_store.ts";
import type { ToolDescription } from "../../src/rpc/calls.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { createNetwork } from "../../src/system/node_network.ts";
import { type HttpBench, withHttp } from "../support/http_bench.ts";

const SYSTEM = createDenoSystem();
const NAME = "server";
/** The document that the scenarios know as ours. */
const CLIENT_METADATA_URL = "https://conformance-test.local/client-metadata.json";
const REDIRECT_URL = "http://127.0.0.1:3000/callback";
/** A user who is asked once more gives up. */
const MOST_SIGN_INS = 2;
/** Scenarios whose server answers no calls. */
const LISTED_ONLY: ReadonlySet<string> = new Set(["initialize", "json-schema-ref-no-deref"]);

/** A call that a scenario asks for. */
interface Call {
  readonly name: string;
  readonly arguments: JsonObject;
}

function callsIn(context: JsonObject): readonly Call[] {
  const { toolCalls } = context;
  return (isJsonArray(toolCalls) ? toolCalls : []).filter(isJsonObject).map((call) => ({
    name: ownText(call, "name") ?? "",
    arguments: isJsonObject(call["arguments"]) ? call["arguments"] : {},
  }));
}

/** The calls of a scenario that asks for none: one of each tool. */
function callsOf(tools: readonly ToolDescription[]): readonly Call[] {
  const [focal] = tools;
  return tools.map(({ name, input_schema: schema }) => ({
    name,
    // one scenario wants back the schema of its first tool
    arguments: name === "json_schema_echo"
      ? { schema: focal?.input_schema ?? null }
      : argumentsFor(schema),
  }));
}

/** A value for each property, by its type alone. */
function argumentsFor(schema: JsonValue): JsonObject {
  const properties = isJsonObject(schema) ? ownValue(schema, "properties") : undefined;
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const type = isJsonObject(property) ? ownText(property, "type") : undefined;
      return [name, SAMPLES[type ?? ""] ?? "text"];
    }),
  );
}

const SAMPLES: Readonly<Record<string, JsonValue>> = {
  number: 2,
  integer: 3,
  boolean: true,
  object: {},
  array: [],
  null: null,
};

async function play(scenario: string, context: JsonObject, bench: HttpBench): Promise<void> {
  const { tools } = await bench.upstreams.describe(NAME, new AbortController().signal);
  if (LISTED_ONLY.has(scenario)) return;
  const asked = callsIn(context);
  for (const call of asked.length > 0 ? asked : callsOf(tools)) {
    await bench.call(NAME, call.name, call.arguments).catch((error: unknown) => {
      if (wantsSignIn(error)) throw error;
      // a tool may fail; what was sent is what is judged
      report(error);
    });
  }
}

function wantsSignIn(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === "NOT_AVAILABLE";
}

function report(error: unknown): void {
  SYSTEM.streams.writeStderr(`${error}\n`);
}

function clientIn(context: JsonObject): RegisteredClient | null {
  const id = ownText(context, "client_id");
  return id === undefined ? null : { id, secret: ownText(context, "client_secret") ?? null };
}

/** What a browser does whose user consents at once. */
async function visit(page: URL): Promise<URL> {
  const response = await fetch(page, { redirect: "manual" });
  await response.body?.cancel();
  return new URL(response.headers.get("location") ?? "", page);
}

async function main(url: string): Promise<void> {
  const scenario = SYSTEM.env("MCP_CONFORMANCE_SCENARIO") ?? "";
  const given = readJson(SYSTEM.env("MCP_CONFORMANCE_CONTEXT") ?? "{}");
  const context = isJsonObject(given) ? given : {};
  const stateDir = await Deno.makeTempDir();
  const { clock } = SYSTEM;
  const log = (level: string, message: string) => report(`${level}: ${message}`);
  const shared = { clock, log, read: () => undefined, privateHosts: [] };
  const guarded = createGuardedFetch({ ...shared, network: createNetwork() });
  const store = new SignInStore({ system: SYSTEM, log, stateDir });
  const access = () => createAccess({ name: NAME, url, store, fetch: guarded, clock, log });
  const signIn = () =>
    login({
      definition: { kind: "http", url, headers: {} },
      store,
      fetch: guarded,
      clock,
      redirectUrl: REDIRECT_URL,
      client: clientIn(context),
      clientMetadataUrl: CLIENT_METADATA_URL,
      confirm: () => Promise.resolve(true),
      visit,
    });
  try {
    for (let signIns = 0; signIns <= MOST_SIGN_INS; signIns++) {
      try {
        return await withHttp({ [NAME]: url }, (bench) => play(scenario, context, bench), {
          access,
        });
      } catch (error) {
        if (!wantsSignIn(error) || signIns === MOST_SIGN_INS) throw error;
        report(error);
        await signIn();
      }
    }
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
}

const [url = ""] = Deno.args;
await main(url).then(() => Deno.exit(0), (error) => {
  report(error);
  Deno.exit(1);
});
