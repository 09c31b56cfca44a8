import { writeJson } from "../json/write_json.ts";
import { cleanLine } from "../text/clean_text.ts";

/** Tools that are counted one by one, and those of each kind that are named. */
const MAX_COUNTED = 200;
const MAX_NAMED = 8;
/** UTF-16 units of a server's name and of a tool's. */
const SHOWN_NAME = 60;
/** UTF-16 units of a reason that are shown, and of its beginning by which it is known again. */
const SHOWN_REASON = 120;
const SAID_REASON = 40;

/** A call of a tool that is about to be sent. */
export interface SentCall {
  readonly server: string;
  readonly tool: string;
  /** Whether the server says that it changes nothing. */
  readonly readOnly: boolean;
}

interface Count {
  readonly name: string;
  readonly readOnly: boolean;
  sent: number;
  failed: number;
  /** Why the last one failed; `null` when none did. */
  reason: string | null;
}

/**
 * The calls of tools that one run sent to servers, counted by tool. Calls that were refused before
 * they were sent are not among them: they changed nothing.
 */
export class MadeCalls {
  readonly #counts = new Map<string, Count>();
  #others = 0;

  /** A call is sent. @returns what to call with the reason when it failed */
  add({ server, tool, readOnly }: SentCall): (reason: string) => void {
    const key = writeJson([server, tool]);
    let count = this.#counts.get(key);
    if (count === undefined) {
      if (this.#counts.size >= MAX_COUNTED) {
        this.#others++;
        return () => {};
      }
      const name = `${cleanLine(server, SHOWN_NAME)}.${cleanLine(tool, SHOWN_NAME)}`;
      count = { name, readOnly, sent: 0, failed: 0, reason: null };
      this.#counts.set(key, count);
    }
    const counted = count;
    counted.sent++;
    return (reason) => {
      counted.failed++;
      counted.reason = reason;
    };
  }

  /**
   * The calls that failed without a word of it from the program, on one line of bounded length. `null`
   * when there are none.
   *
   * @param said whether the program said these words, in what it printed or in its value
   */
  describeUnsaid(said: (words: string) => boolean): string | null {
    const unsaid = [...this.#counts.values()].flatMap((count) => {
      const reason = cleanLine(count.reason ?? "", SHOWN_REASON);
      const beginning = count.reason?.trimStart().split("\n")[0]?.slice(0, SAID_REASON).trimEnd();
      return reason === "" || said(beginning ?? "") ? [] : [{ ...count, reason }];
    });
    if (unsaid.length === 0) return null;
    // each reason names its tool or server
    const named = unsaid.slice(0, MAX_NAMED).map(({ sent, failed, reason }) =>
      `${failed} of ${sent} (${reason})`
    );
    const more = unsaid.slice(MAX_NAMED).reduce((sum, { failed }) => sum + failed, 0);
    const all = [...named, ...(more > 0 ? [`${more} of other tools`] : [])];
    return `Calls that failed, of which the program says nothing: ${all.join(", ")}.`;
  }

  /**
   * The calls on one line of bounded length: first those that only read, then those that may have
   * changed something. `null` when there are none.
   */
  describe(): string | null {
    if (this.#counts.size === 0) return null;
    const [reading = [], changing = []] = [true, false].map((readOnly) =>
      [...this.#counts.values()].filter((count) => count.readOnly === readOnly)
    );
    const parts = [
      listed("", reading),
      listed("may have changed something: ", changing),
      this.#others === 0 ? "" : `${this.#others} calls of other tools`,
    ];
    return `Calls made before: ${parts.filter((part) => part !== "").join("; ")}`;
  }
}

function listed(words: string, counts: readonly Count[]): string {
  if (counts.length === 0) return "";
  const named = counts.slice(0, MAX_NAMED).map(({ name, sent, failed }) =>
    `${name} ×${sent}${failed === 0 ? "" : ` (${failed} failed)`}`
  );
  const more = counts.slice(MAX_NAMED).reduce((sum, { sent }) => sum + sent, 0);
  return `${words}${[...named, ...(more > 0 ? [`${more} of other tools`] : [])].join(", ")}`;
}
