import { join } from "node:path";
import { sha256 } from "../../../src/system/sha256.ts";

/** A registry of npm on this machine. */
export interface PackageRegistry extends AsyncDisposable {
  readonly url: string;
}

/** A tarball of `npm pack`, and the `package.json` in it. */
export interface PackedPackage {
  readonly tarball: string;
  readonly manifest: Readonly<Record<string, unknown>> & { readonly name: string };
}

/** Serves packages as the registry does: a document of versions for each name, and the tarballs. */
export function servePackages(packages: readonly PackedPackage[]): PackageRegistry {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, origin } = new URL(request.url);
      const path = decodeURIComponent(pathname.slice(1));
      const found = packages.find(({ manifest }) => manifest.name === path);
      if (found !== undefined) return Response.json(await document(found, origin));
      const packed = packages.find(({ tarball }) => `-/${fileName(tarball)}` === path);
      if (packed === undefined) return Response.json({ error: "not found" }, { status: 404 });
      return new Response(await Deno.readFile(packed.tarball));
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function document({ tarball, manifest }: PackedPackage, origin: string): Promise<unknown> {
  const version = String(manifest["version"]);
  const hex = await sha256(await Deno.readFile(tarball));
  const integrity = `sha256-${Uint8Array.fromHex(hex).toBase64()}`;
  const dist = { tarball: `${origin}/-/${fileName(tarball)}`, integrity };
  return {
    name: manifest.name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, dist } },
  };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Packs a folder with `npm pack`. @throws {Error} when npm fails */
export async function packPackage(folder: string, into: string): Promise<PackedPackage> {
  const args = ["pack", "--silent", "--pack-destination", into];
  const { success, stdout, stderr } = await new Deno.Command("npm", { args, cwd: folder }).output();
  if (!success) throw new Error(`Cannot pack ${folder}: ${new TextDecoder().decode(stderr)}`);
  const tarball = join(into, new TextDecoder().decode(stdout).trim());
  return { tarball, manifest: JSON.parse(await Deno.readTextFile(join(folder, "package.json"))) };
}
