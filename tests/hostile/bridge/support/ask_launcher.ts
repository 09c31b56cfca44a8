/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** Asks the launcher for things, in whatever words. */
export interface Ask {
  /**
   * Posts a request with the next id, unless it has one.
   *
   * @returns the launcher's answer
   * @throws {Error} with the reason when it is refused
   */
  (request: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Takes a message of the launcher. */
  receive(message: Readonly<Record<string, unknown>>): void;
}

/** Makes the one way to ask. */
export function createAsk(): Ask {
  const waiting = new Map<unknown, (message: Readonly<Record<string, unknown>>) => void>();
  let lastId = 0;
  const ask = async (request: Readonly<Record<string, unknown>>) => {
    const id = typeof request["id"] === "number" ? request["id"] : lastId + 1;
    lastId = Math.max(lastId, id);
    const answer = await new Promise<Readonly<Record<string, unknown>>>((resolve) => {
      waiting.set(id, resolve);
      self.postMessage({ ...request, id });
    });
    if (answer["op"] === "refused") throw new Error(JSON.stringify(answer["error"]));
    return answer;
  };
  return Object.assign(ask, {
    receive(message: Readonly<Record<string, unknown>>) {
      // what a process says later is not what was asked
      const resolve = waiting.get(message["id"]);
      waiting.delete(message["id"]);
      resolve?.(message);
    },
  });
}
