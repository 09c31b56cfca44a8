import { InMemoryTransport, McpServer } from "@modelcontextprotocol/server";
import type { LinkEnding, UpstreamLink } from "../../src/upstream/link.ts";

/** A link to a server in this process that has one tool, `answer`. */
export interface MemoryLink extends UpstreamLink {
  /** Ends the link from the server's side. */
  lose(ending: LinkEnding | null): Promise<void>;
}

/** Opens a link without a process: what ends is the connection, and nobody need say why. */
export async function openMemoryLink(answer: string): Promise<MemoryLink> {
  const [transport, theirs] = InMemoryTransport.createLinkedPair();
  const ended = Promise.withResolvers<LinkEnding | null>();
  let known: LinkEnding | null = null;
  const server = new McpServer({ name: "memory", version: "0" });
  server.registerTool(
    "answer",
    { description: "Answer" },
    () => ({ content: [{ type: "text", text: answer }] }),
  );
  server.registerTool("hang", { description: "Never answers" }, () => new Promise(() => {}));
  await server.connect(theirs);
  const end = async (ending: LinkEnding | null) => {
    known = ending;
    ended.resolve(ending);
    await transport.close();
  };
  return {
    transport,
    ended: ended.promise,
    explainLoss: () => Promise.resolve(known),
    close: () => end(null),
    lose: end,
  };
}
