import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import { linksByKind } from "../../src/upstream/link.ts";
import { openMemoryLink } from "./memory_link.ts";

Deno.test("linksByKind() opens a link by the kind of the server's reach, and none without one", async () => {
  const link = await openMemoryLink("x");
  const openLink = linksByKind({
    stdio: () => Promise.resolve(link),
    http: () => Promise.reject(new Error("the other kind")),
  });
  const { signal } = new AbortController();
  assert.equal(await openLink({ name: "a", reach: { kind: "stdio" } }, signal), link);
  await assert.rejects(
    openLink({ name: "a", reach: { kind: "http", transport: "sse" } }, signal),
    /the other kind/,
  );
  await assert.rejects(
    openLink({ name: "a", reach: null }, signal),
    (error) => error instanceof UpstreamError && error.code === "NOT_AVAILABLE",
  );
  await link.close();
});
