import assert from "node:assert/strict";
import { OpenRequests } from "../../src/server/open_requests.ts";

const request = (id: number | string, method: string) => ({ jsonrpc: "2.0", id, method } as const);
const result = (id: number | string) => ({ jsonrpc: "2.0", id, result: {} } as const);

Deno.test("OpenRequests owes an answer until it is sent, or the request is taken back", () => {
  const requests = new OpenRequests();
  requests.received(request(0, "tools/call"));
  requests.received(request("0", "tools/call"));
  requests.sent(result("0"));
  assert.ok(requests.owed, "0 is not the text 0");
  requests.sent(result(0));
  assert.ok(!requests.owed);
  requests.received(request(1, "tools/call"));
  requests.received({
    jsonrpc: "2.0",
    method: "notifications/cancelled",
    params: { requestId: 1 },
  });
  assert.ok(!requests.owed);
});

Deno.test("OpenRequests does not wait for subscriptions", () => {
  const requests = new OpenRequests();
  requests.received(request(7, "subscriptions/listen"));
  assert.ok(!requests.owed);
});
