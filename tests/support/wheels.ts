/** Wheels made by hand, and an index on loopback that serves them. */

import { zipSync } from "fflate";
import { sha256 } from "../../src/system/sha256.ts";
import { type HttpServer, serveHttp } from "./http_servers.ts";

/** A wheel as a file. */
export interface TestWheel {
  readonly file: string;
  readonly project: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly metadata: string;
  readonly requiresPython: string;
}

export interface WheelOptions {
  readonly name: string;
  readonly version?: string;
  /** @default {"py3-none-any"} */
  readonly tag?: string;
  /** Dependencies, as requirements. */
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  /** Texts by path. @default one module of the package's name, whose `VERSION` is its own */
  readonly files?: Readonly<Record<string, string>>;
}

/** Makes a wheel. */
export async function makeWheel(options: WheelOptions): Promise<TestWheel> {
  const { name, version = "1.0", tag = "py3-none-any", requires = [], requiresPython = "" } =
    options;
  const module = name.replaceAll("-", "_");
  const metadata = [
    "Metadata-Version: 2.1",
    `Name: ${name}`,
    `Version: ${version}`,
    ...(requiresPython === "" ? [] : [`Requires-Python: ${requiresPython}`]),
    ...requires.map((one) => `Requires-Dist: ${one}`),
    "",
    "Requires-Dist: not-a-header",
    "",
  ].join("\n");
  const files = options.files ?? { [`${module}/__init__.py`]: `VERSION = "${version}"\n` };
  const info = `${module}-${version}.dist-info`;
  const encoder = new TextEncoder();
  const entries = Object.entries({
    ...files,
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
    [`${info}/RECORD`]: "",
  }).map(([path, text]) => [path, encoder.encode(text)] as const);
  const bytes = zipSync(Object.fromEntries(entries));
  const file = `${module}-${version}-${tag}.whl`;
  return { file, project: name, bytes, sha256: await sha256(bytes), metadata, requiresPython };
}

export interface IndexOptions {
  /** Whether metadata is served beside the wheels. @default {true} */
  readonly metadata?: boolean;
  /** Changes what is served of a wheel. */
  readonly bytesOf?: (wheel: TestWheel) => Uint8Array;
  /** Members of a file in the index's answer that replace its own. */
  readonly change?: (wheel: TestWheel) => Readonly<Record<string, unknown>>;
}

/** Serves wheels as an index does; its address is `…/simple/`. */
export async function serveIndex(
  wheels: readonly TestWheel[],
  options: IndexOptions = {},
): Promise<HttpServer> {
  const { metadata = true, bytesOf = ({ bytes }) => bytes, change = () => ({}) } = options;
  const hashes = new Map<string, string>();
  for (const wheel of wheels) hashes.set(wheel.file, await sha256(wheel.metadata));
  return serveHttp((request) => {
    const { pathname } = new URL(request.url);
    const [, project] = /^\/simple\/([^/]+)\/$/.exec(pathname) ?? [];
    const own = wheels.filter((wheel) => wheel.project === project);
    if (own.length > 0) {
      const files = own.map((wheel) => ({
        filename: wheel.file,
        url: `../../files/${wheel.file}`,
        hashes: { sha256: wheel.sha256 },
        "requires-python": wheel.requiresPython === "" ? null : wheel.requiresPython,
        yanked: false,
        ...(metadata ? { "core-metadata": { sha256: hashes.get(wheel.file) } } : {}),
        ...change(wheel),
      }));
      return Response.json({ meta: { "api-version": "1.1" }, name: project, files }, {
        headers: { "content-type": "application/vnd.pypi.simple.v1+json" },
      });
    }
    const wheel = wheels.find(({ file }) => pathname === `/files/${file}`);
    if (wheel !== undefined) return new Response(new Uint8Array(bytesOf(wheel)));
    const beside = wheels.find(({ file }) => metadata && pathname === `/files/${file}.metadata`);
    return beside === undefined ? new Response("", { status: 404 }) : new Response(beside.metadata);
  });
}
