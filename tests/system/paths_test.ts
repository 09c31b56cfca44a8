import assert from "node:assert/strict";
import { pathDirectories } from "../../src/system/paths.ts";

Deno.test("pathDirectories() keeps the absolute directories that the working directory does not choose", () => {
  const linux = { platform: "linux", cwd: () => "/a/b" } as const;
  const path = "/usr/bin:rel:.::/a/b/node_modules/.bin:/a/node_modules/.bin/:/node_modules/.bin:" +
    "/a/b/../b/node_modules/.bin:/x/node_modules/.bin:/a/b/c/node_modules/.bin:/a/b/bin";
  assert.deepEqual(
    pathDirectories(linux, path),
    ["/usr/bin", "/x/node_modules/.bin", "/a/b/c/node_modules/.bin", "/a/b/bin"],
  );
  const root = { platform: "linux", cwd: () => "/" } as const;
  assert.deepEqual(pathDirectories(root, "/node_modules/.bin:/:/bin"), ["/", "/bin"]);
});

Deno.test("pathDirectories() compares the directories of Windows without case", () => {
  const windows = { platform: "windows", cwd: () => "C:\\Work\\Proj" } as const;
  const path = "c:\\work\\proj\\node_modules\\.bin;C:/WORK/node_modules/.bin/;" +
    "C:\\node_modules\\.bin;D:\\tools;rel;D:\\node_modules\\.bin";
  assert.deepEqual(pathDirectories(windows, path), ["D:\\tools", "D:\\node_modules\\.bin"]);
});
