import type { JsonObject } from "../src/json/json.ts";

/** Where a catalogue is from: a line of `catalogues/index.json`. */
export interface CatalogueOrigin {
  readonly server: string;
  readonly origin: string;
  readonly version: string;
  readonly licence: string;
  readonly tools: number;
}

/** The recorded tools of a server, as its `tools/list` gave them. */
export interface RecordedCatalogue extends CatalogueOrigin {
  readonly listed: readonly JsonObject[];
}

const FOLDER = new URL("./catalogues/", import.meta.url);

/** Reads `catalogues/index.json`. */
export async function readOrigins(): Promise<readonly CatalogueOrigin[]> {
  return JSON.parse(await Deno.readTextFile(new URL("index.json", FOLDER)));
}

/** Reads the tools of one server. */
export async function readTools(server: string): Promise<readonly JsonObject[]> {
  return JSON.parse(await Deno.readTextFile(new URL(`${server}.json`, FOLDER)));
}

/** Reads all catalogues, in the order of their servers' names. */
export async function readCatalogues(): Promise<readonly RecordedCatalogue[]> {
  const origins = await readOrigins();
  return await Promise.all(
    origins.map(async (one) => ({ ...one, listed: await readTools(one.server) })),
  );
}
