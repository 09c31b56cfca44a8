/** Writes to stdout what is not MCP: a banner, half a JSON object, binary bytes, blank lines, a wrong id. */
import { serve, text, writeLine } from "./support/stdio_server.ts";

await writeLine("*** Welcome to the noisy server ***");
await Deno.stdout.write(new Uint8Array([0xff, 0xfe, 0x00, 0x0a]));

await serve({
  tools: [{
    name: "echo",
    description: "Answer between two lines of noise",
    async run({ message }, { send }) {
      await writeLine('{"jsonrpc": "2.0", "id": ');
      await writeLine("");
      await writeLine("DEBUG handling a call\r");
      await send({ id: 424242, result: { content: [{ type: "text", text: "not yours" }] } });
      return text(String(message));
    },
  }],
});
