/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** Gives back what it is sent: the Worker of `../relay.ts`. */
self.addEventListener("message", (event: MessageEvent<{ bytes: Uint8Array<ArrayBuffer> }>) => {
  self.postMessage(event.data, [event.data.bytes.buffer]);
});
