/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** The Worker of `../relay.ts`: sends each message back. */
self.addEventListener("message", (event: MessageEvent<{ bytes: Uint8Array<ArrayBuffer> }>) => {
  self.postMessage(event.data, [event.data.bytes.buffer]);
});
