/** In a call, asks the client for sampling, roots and elicitation, and gives the answers it got. */
import { serve, text } from "./support/stdio_server.ts";

const REQUESTS = ["sampling/createMessage", "roots/list", "elicitation/create"];
const waiting = new Map<unknown, (answer: unknown) => void>();

await serve({
  onAnswer: (message) => waiting.get(message["id"])?.(message["error"] ?? message["result"]),
  tools: [{
    name: "ask",
    description: "Ask the client for everything",
    async run(_args, { send }) {
      const answers: Record<string, unknown> = {};
      for (const method of REQUESTS) {
        const answer = new Promise((resolve) => waiting.set(method, resolve));
        await send({ id: method, method, params: { messages: [], maxTokens: 1, message: "?" } });
        answers[method] = await answer;
      }
      return text(answers);
    },
  }],
});
