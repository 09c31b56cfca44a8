import type { Settings } from "../settings/settings.ts";
import { ConfigError, messageOf } from "../errors.ts";
import { parseIndexUrl } from "../settings/index_url.ts";
import type { PackageIndex } from "../packages/package_index.ts";
import type { CommandContext } from "./command_context.ts";

const PYPI = "https://pypi.org/simple/";
const PIP_VARIABLE = "PIP_INDEX_URL";

/** An index that is reached over the network. */
export interface OpenIndex {
  readonly index: PackageIndex;
  /** Ends its connections. */
  close(): void;
}

/**
 * Opens the package index of the settings, or pip's.
 *
 * @throws {ConfigError} `BAD_SETTING` when pip's variable cannot be used
 */
export async function openIndex(
  { system, progress }: CommandContext,
  { settings, maxWheelBytes }: { readonly settings: Settings; readonly maxWheelBytes: number },
): Promise<OpenIndex> {
  const [{ createNetwork }, { Fetcher }, { SimpleIndex }] = await Promise.all([
    import("../system/node_network.ts"),
    import("../packages/fetch_bytes.ts"),
    import("../packages/simple_index.ts"),
  ]);
  const read = (name: string) => system.env(name);
  const index = settings.packageIndex ?? pipsIndex(read(PIP_VARIABLE) ?? PYPI);
  const fetcher = new Fetcher({ network: createNetwork(), clock: system.clock, read, index });
  return {
    index: new SimpleIndex({ fetcher, index, maxWheelBytes, onProgress: progress.say }),
    close: () => fetcher.close(),
  };
}

function pipsIndex(text: string): URL {
  try {
    return parseIndexUrl(text);
  } catch (error) {
    throw new ConfigError("BAD_SETTING", `Cannot use ${PIP_VARIABLE}: ${messageOf(error)}`);
  }
}
