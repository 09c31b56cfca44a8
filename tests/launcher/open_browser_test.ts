import assert from "node:assert/strict";
import {
  checkPage,
  createBrowserOpener,
  MAX_OPENED_PAGES,
} from "../../src/launcher/open_browser.ts";
import { executable } from "../fakes/fake_files.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

/** Never aborts. */
const SIGNAL = new AbortController().signal;

Deno.test("checkPage() takes https, and http on the loopback interface alone", () => {
  for (
    const url of [
      "https://example.com/login?a=1",
      "http://127.0.0.1:8080/callback",
      "http://127.1/",
      "http://[::1]:5/",
      "http://localhost/",
    ]
  ) assert.ok(checkPage(url).startsWith("http"), url);
});

Deno.test("checkPage() refuses every other address", () => {
  for (
    const url of [
      "",
      "-oX",
      "http://example.com/",
      "http://127.0.0.1.example.com/",
      "http://localhost.example.com/",
      "http://[::2]/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "data:text/html,x",
      "ms-settings:",
      "https://user:secret@example.com/",
      "C:\\Windows\\System32\\calc.exe",
    ]
  ) assert.throws(() => checkPage(url), RangeError, url);
});

Deno.test("createBrowserOpener() starts the fixed program with the address and a small environment", async () => {
  const system = new FakeSystem({
    files: { "/usr/bin/xdg-open": executable() },
    env: { DISPLAY: ":0", SECRET: "canary", PATH: "/usr/bin" },
    spawn: () => ({}),
  });
  await createBrowserOpener(system)("https://example.com/a b", SIGNAL);
  assert.deepEqual(system.spawned[0]?.argv, ["/usr/bin/xdg-open", "https://example.com/a%20b"]);
  assert.equal(system.spawned[0]?.env["DISPLAY"], ":0");
  assert.equal(system.spawned[0]?.env["SECRET"], undefined);
});

Deno.test("createBrowserOpener() refuses an address before it starts anything, and too many pages", async () => {
  const system = new FakeSystem({
    files: { "/usr/bin/xdg-open": executable() },
    spawn: () => ({}),
  });
  const open = createBrowserOpener(system);
  await assert.rejects(open("file:///etc/passwd", SIGNAL), RangeError);
  assert.equal(system.spawned.length, 0);
  for (let page = 0; page < MAX_OPENED_PAGES; page++) await open("https://example.com/", SIGNAL);
  await assert.rejects(open("https://example.com/", SIGNAL), /20 were opened/);
});

Deno.test("createBrowserOpener() gives the address to the person when there is no opener", async () => {
  const open = createBrowserOpener(new FakeSystem());
  await assert.rejects(
    open("https://example.com/x", SIGNAL),
    /open it yourself: https:\/\/example\.com\/x/,
  );
});
