/** Gives a long document as plain text. */
import { serve, text, texts } from "./support/stdio_server.ts";

await serve({
  tools: [{
    name: "get_document",
    description: "Get the text of a document.",
    inputSchema: texts("documentId"),
    run({ documentId }) {
      const lines = Array.from({ length: 200 }, (_, index) => `Line ${index + 1} of the meeting.`);
      return text(`Transcript ${documentId}\n${lines.join("\n")}`);
    },
  }],
});
