/** Reads all and answers nothing; with `--deaf` it does not even read. */
import { complain } from "./support/stdio_server.ts";

complain("silent server is up");
if (Deno.args.includes("--deaf")) await new Promise(() => setInterval(() => {}, 1_000));
else for await (const _ of Deno.stdin.readable);
