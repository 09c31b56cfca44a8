import { RecordFiles, RECORDS_FOLDER } from "../known_tools/record_files.ts";
import { createDefinitionDigest, KEY_FILE } from "../launcher/definition_digest.ts";
import { ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { bridgeDirectory } from "../settings/state_dir.ts";
import { pathsOf } from "../system/paths.ts";
import type { DoctorContext } from "./context.ts";

/** The lists of tools that the bridge has kept of the user's servers. */
export class KnownLists {
  readonly #context: DoctorContext;

  constructor(context: DoctorContext) {
    this.#context = context;
  }

  /**
   * What a client gives a model of a server's tools: names, descriptions and input schemas, as JSON.
   * `null` when nothing is kept of the server.
   */
  async textOf(name: string): Promise<string | null> {
    const { system, settings: { stateDir } } = this.#context;
    const { join } = pathsOf(system.platform);
    // the digest would make its key, and there is nothing kept without one
    if (await system.files.info(join(stateDir, KEY_FILE)) === null) return null;
    const { servers } = (await this.#context.files()).discovery;
    const server = servers.find((one) => one.name === name);
    if (server === undefined) return null;
    const digest = await createDefinitionDigest({ system, log: () => {}, stateDir })(server);
    if (digest === null) return null;
    const directory = join(bridgeDirectory(system.platform, stateDir), RECORDS_FOLDER);
    const record = await new RecordFiles({ files: system.files, directory }).read(digest);
    if (record === null || record.list === null) return null;
    return writeJson(record.list.tools.map((tool) => ({
      name: ownText(tool, "name") ?? "",
      description: ownText(tool, "description") ?? "",
      inputSchema: ownValue(tool, "inputSchema") ?? null,
    })));
  }
}
