import assert from "node:assert/strict";
import { requestHeaders } from "../../src/remote/request_headers.ts";

Deno.test("requestHeaders() joins the entry's headers and the protocol's, which win", () => {
  const configured = { Authorization: "Bearer x", "X-Team": "blue", Accept: "text/plain" };
  const asked = { accept: "application/json", "mcp-session-id": "s", "last-event-id": "e" };
  assert.deepEqual({ ...requestHeaders(configured, asked) }, {
    authorization: "Bearer x",
    "x-team": "blue",
    accept: "application/json",
    "mcp-session-id": "s",
    "last-event-id": "e",
    "accept-encoding": "identity",
    "user-agent": "mcp-code-bridge",
  });
});

Deno.test("requestHeaders() leaves out what is none of the protocol's, whoever asks for it", () => {
  const asked = {
    authorization: "Bearer stolen",
    cookie: "a=b",
    host: "elsewhere.example",
    "proxy-authorization": "Basic x",
    "x-forwarded-for": "1.1.1.1",
    "transfer-encoding": "chunked",
    "content-length": "0",
    "accept-encoding": "gzip",
    "mcp-": "x",
    "content-type": "application/json",
  };
  assert.deepEqual(Object.keys(requestHeaders({}, asked)).sort(), [
    "accept-encoding",
    "content-type",
    "user-agent",
  ]);
  assert.equal(requestHeaders({}, asked)["accept-encoding"], "identity");
});
