/** The pool over links that are no processes. */

import { KEPT } from "../support/kept.ts";
import assert from "node:assert/strict";
import { PLAIN_FORM } from "../../src/catalogue/value.ts";
import { UpstreamError } from "../../src/errors.ts";
import { requestFailure } from "../../src/calls/failures.ts";
import type { Connection } from "../../src/upstream/connection.ts";
import { Pool } from "../../src/upstream/pool.ts";
import { realClock, testLog } from "../support/test_port.ts";
import { type MemoryLink, openMemoryLink } from "./memory_link.ts";

const SERVER = { name: "a", reach: { kind: "stdio" } } as const;

const { signal } = new AbortController();

function pooled() {
  const links: MemoryLink[] = [];
  const { log, lines } = testLog();
  const pool = new Pool({
    clock: realClock,
    log,
    clientVersion: "0",
    startsAtOnce: 4,
    ...KEPT,
    openLink: async () => {
      const link = await openMemoryLink(`link ${links.length}`);
      links.push(link);
      return link;
    },
  });
  return { pool, links, lines };
}

function failureOf(connection: Connection, call: Promise<unknown>): Promise<UpstreamError> {
  return call.then(
    () => assert.fail("the call was answered"),
    (cause) => requestFailure(cause, { what: "Call", connection, signal }),
  );
}

Deno.test("Pool reaches a server over any link, and keeps it", async () => {
  const { pool, links } = pooled();
  const connection = await pool.get(SERVER, signal);
  const answer = await connection.callTool("answer", {}, { signal, headers: {}, form: PLAIN_FORM });
  assert.match(JSON.stringify(answer), /link 0/);
  assert.equal(await pool.get(SERVER, signal), connection);
  assert.equal(links.length, 1);
  await pool.close();
});

Deno.test("Pool opens another link when one was lost, whether or not it can say why", async () => {
  const { pool, links, lines } = pooled();
  const first = await pool.get(SERVER, signal);
  const hanging = failureOf(
    first,
    first.callTool("hang", {}, { signal, headers: {}, form: PLAIN_FORM }),
  );
  await links[0]?.lose(null);
  assert.equal((await hanging).code, "REFUSED");
  assert.deepEqual(lines, ['warning: Server "a" is no longer connected']);

  const second = await pool.get(SERVER, signal);
  assert.match(
    JSON.stringify(await second.callTool("answer", {}, { signal, headers: {}, form: PLAIN_FORM })),
    /link 1/,
  );
  const again = failureOf(
    second,
    second.callTool("hang", {}, { signal, headers: {}, form: PLAIN_FORM }),
  );
  await links[1]?.lose({ how: "went away", lastWords: "; it said bye" });
  const { code, message } = await again;
  assert.deepEqual([code, message], ["EXITED", "Call failed: the server went away; it said bye"]);
  await pool.close();
});
