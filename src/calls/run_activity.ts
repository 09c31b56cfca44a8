import { type JsonObject, ownText } from "../json/json.ts";
import type { CallMethod } from "../rpc/frames.ts";
import type { Clock } from "../system/system.ts";
import { cleanLine } from "../text/clean_text.ts";

/** Characters of a name that a program chose. */
const SHOWN_NAME = 60;
/** Calls under way that are named; the others are counted. */
const MAX_NAMED = 4;

interface CurrentCall {
  readonly method: CallMethod;
  readonly server: string | undefined;
  readonly tool: string | undefined;
  /** By the monotonic clock, in milliseconds. */
  readonly sinceMs: number;
}

/** What one run is doing now, to be told to a person who waits for it. */
export class RunActivity {
  #phase: "waiting" | "preparing" | "running" = "waiting";
  #preparation: () => string | null = () => null;
  #made = 0;
  /** In the order in which they began. */
  readonly #current = new Set<CurrentCall>();
  readonly #clock: Pick<Clock, "monotonic">;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /**
   * The run has its turn; it waits for a sandbox.
   *
   * @param detail what is done for it now, on one line, or `null`
   */
  preparing(detail: () => string | null): void {
    this.#phase = "preparing";
    this.#preparation = detail;
  }

  /** The program runs. */
  running(): void {
    this.#phase = "running";
  }

  /** A call begins. @returns what to call at its end */
  begin(method: CallMethod, params: JsonObject): () => void {
    const names = { server: ownText(params, "server"), tool: ownText(params, "tool") };
    // no more of a name is kept than may be shown
    const call = {
      method,
      server: cut(names.server),
      tool: cut(names.tool),
      sinceMs: this.#clock.monotonic(),
    };
    this.#current.add(call);
    return () => {
      if (this.#current.delete(call)) this.#made++;
    };
  }

  /**
   * The calls under way, with the seconds that the first of each kind has taken, as nouns on one line
   * of bounded length; `null` when there are none.
   */
  underWay(): string | null {
    if (this.#current.size === 0) return null;
    const kinds = Map.groupBy(this.#current, nameOf);
    const now = this.#clock.monotonic();
    const named = [...kinds].slice(0, MAX_NAMED).map(([name, [first, ...others]]) => {
      const seconds = ((now - (first?.sinceMs ?? now)) / 1000).toFixed(1);
      return `${name}${others.length === 0 ? "" : ` ×${others.length + 1}`} (for ${seconds} s)`;
    });
    const more = [...kinds.values()].slice(MAX_NAMED).reduce((sum, calls) => sum + calls.length, 0);
    return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  }

  /** The activity on one line of bounded length: the calls made, and the current one. */
  describe(): string {
    if (this.#phase === "waiting") return "waiting for other runs to end";
    if (this.#phase === "preparing") {
      const detail = this.#preparation();
      return detail === null ? "preparing a sandbox" : `preparing a sandbox: ${detail}`;
    }
    const made = `${this.#made} ${this.#made === 1 ? "call" : "calls"} made`;
    const [first] = this.#current;
    if (first === undefined) return made;
    const others = this.#current.size - 1;
    return `${made}, now ${nameOf(first)}${others === 0 ? "" : ` and ${others} more`}`;
  }
}

function cut(name: string | undefined): string | undefined {
  return name?.slice(0, 2 * SHOWN_NAME);
}

function nameOf({ method, server, tool }: CurrentCall): string {
  if (server === undefined) return method;
  const shown = cleanLine(server, SHOWN_NAME);
  if (method !== "call_tool") return `${method} of ${shown}`;
  return `${shown}.${cleanLine(tool ?? "", SHOWN_NAME)}`;
}
