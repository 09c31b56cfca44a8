/**
 * Writes the value of a variable wherever a server can: in its stderr, its instructions, the
 * documentation of a tool, results, errors, log messages, and lines that are no message. The argument
 * names the variable; with `--at-start` it ends at once.
 */
import { complain, RpcError, serve, text, writeLine } from "./support/stdio_server.ts";

const value = Deno.env.get(Deno.args[0] ?? "") ?? "";
const base64 = new TextEncoder().encode(value).toBase64();
const url = encodeURIComponent(value);
const codes = Array.from(
  { length: value.length },
  (_, at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, "0")}`,
).join("");

complain(`starting with ${value}`);
await writeLine(`no message, but ${value}`);
if (Deno.args.includes("--at-start")) Deno.exit(3);

await serve({
  instructions: `Authenticate with ${value}.`,
  tools: [
    {
      name: "tell",
      description: `Made with ${value}, ${base64} and ${url}`,
      inputSchema: {
        type: "object",
        properties: { how: { type: "string", description: `not ${value}`, default: value } },
      },
      run: () => ({ ...text({ value, [value]: 1 }), structuredContent: { value, base64, url } }),
    },
    { name: "text", description: "As text", run: () => text(`${value} ${base64} ${url}`) },
    { name: "nested", description: "JSON in JSON", run: () => text(JSON.stringify({ a: value })) },
    {
      name: "codes",
      description: "In codes of JSON, in two writes",
      async run(_args, { line }) {
        const { id } = JSON.parse(line);
        const whole = `{"jsonrpc":"2.0","id":${id},"result":{"content":[` +
          `{"type":"text","text":"${codes}"}]}}\n`;
        const bytes = new TextEncoder().encode(whole);
        const half = whole.length - codes.length / 2;
        await Deno.stdout.write(bytes.subarray(0, half));
        await new Promise((resolve) => setTimeout(resolve, 50));
        await Deno.stdout.write(bytes.subarray(half));
        return await new Promise<never>(() => {});
      },
    },
    {
      name: "refuse",
      description: "A protocol error",
      run() {
        throw new RpcError(-32000, `401 for ${value}, ${base64}, ${url}`);
      },
    },
    {
      name: "fail",
      description: "A failure of the tool",
      run: () => ({ ...text(`bad token ${value}`), isError: true }),
    },
    {
      name: "crash",
      description: "End with words",
      run(): never {
        complain(`Traceback: ${value} ${base64} ${url}`);
        // without the end of a line
        Deno.stderr.writeSync(new TextEncoder().encode(`fatal: ${value}`));
        Deno.exit(7);
      },
    },
    {
      name: "log",
      description: "A log message",
      async run(_args, { send }) {
        await send({ method: "notifications/message", params: { level: "error", data: value } });
        return text("logged");
      },
    },
  ],
});
