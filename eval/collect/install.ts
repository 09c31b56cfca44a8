import { basename, join } from "node:path";
import type { Source } from "./sources.ts";

/** A package as it was installed. */
export interface Installed {
  readonly origin: string;
  readonly version: string;
  /** SPDX expression, or what the package says instead. */
  readonly licence: string;
  readonly argv: readonly [string, ...string[]];
}

/**
 * Installs a server's package into a folder, without its install scripts.
 *
 * @throws {Error} where the registry's client fails
 */
export async function install(source: Source, folder: string): Promise<Installed> {
  return source.npm === undefined
    ? await installPypi(source, source.pypi ?? [], folder)
    : await installNpm(source, source.npm, folder);
}

async function installNpm(source: Source, name: string, folder: string): Promise<Installed> {
  await run("npm", [
    "install",
    "--prefix",
    folder,
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--loglevel=error",
    name,
  ]);
  const root = join(folder, "node_modules", name);
  const about = JSON.parse(await Deno.readTextFile(join(root, "package.json")));
  const bins: Record<string, string> = typeof about.bin === "string"
    ? { [basename(name)]: about.bin }
    : about.bin ?? {};
  const bin = bins[source.bin ?? basename(name)] ?? Object.values(bins)[0];
  if (bin === undefined) throw new Error(`${name} has no program`);
  return {
    origin: `npm:${name}`,
    version: about.version,
    licence: typeof about.license === "string" ? about.license : await licenceIn(root),
    argv: ["node", join(root, bin)],
  };
}

async function installPypi(
  source: Source,
  packages: readonly string[],
  folder: string,
): Promise<Installed> {
  const name = packages[0] ?? "";
  const uv = Deno.env.get("EVAL_UV") ?? "uv";
  await run(uv, ["venv", "--clear", "--quiet", folder]);
  await run(uv, ["pip", "install", "--quiet", "--python", join(folder, "bin/python"), ...packages]);
  const about = await run(join(folder, "bin/python"), [
    "-c",
    `import importlib.metadata as m, json, sys
d = m.distribution(sys.argv[1])
w = d.metadata
said = w.get("License-Expression") or next((c.split(" :: ")[-1] for c in
    w.get_all("Classifier") or [] if c.startswith("License ::")), None) or w.get("License")
files = [f for f in d.files or [] if f.name.upper().startswith("LICEN")]
print(json.dumps([d.version, said or "", files[0].read_text() if files else "", [e.name for e in d.entry_points if e.group == "console_scripts"]]))`,
    name,
  ]);
  const [version, said, text, bins] = JSON.parse(about);
  const bin = source.bin ?? (bins.includes(name) ? name : bins[0]);
  const licence = said === "" || said.length > 40 ? licenceOf(text) : said;
  return { origin: `pypi:${name}`, version, licence, argv: [join(folder, "bin", bin)] };
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${program} failed: ${text.decode(stderr).slice(-400)}`);
  return text.decode(stdout);
}

/** The licence whose text a package contains. */
function licenceOf(text: string): string {
  if (/Apache License\s+Version 2\.0/.test(text)) return "Apache-2.0";
  return /Permission is hereby granted, free of charge/.test(text) ? "MIT" : "none given";
}

async function licenceIn(root: string): Promise<string> {
  for await (const { name } of Deno.readDir(root)) {
    if (/^licen[cs]e/i.test(name)) return licenceOf(await Deno.readTextFile(join(root, name)));
  }
  return "none given";
}
