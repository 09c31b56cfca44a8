import { cleanLine } from "../text/clean_text.ts";
import { quoted } from "../text/nearest.ts";
import { MadeCalls } from "./made_calls.ts";

/** Saved tools that one run may write: as many as its answer names. */
export const MAX_WRITTEN_TOOLS = 16;
/** Loaded tools that an answer names; the others are counted. */
const MAX_LOADED_NOTES = 16;

/** Servers, and tools of one, that a note names; the others are counted. */
const MAX_NOTED_SERVERS = 8;
const MAX_NOTED_TOOLS = 8;
/** Characters of a reason in a note. */
const MAX_REASON = 300;

/** What became of a saved tool; each text describes where a version comes from. */
export interface WrittenTool {
  /** The version that was there before; `null` when there was none. */
  readonly before: string | null;
  readonly after: string;
}

/**
 * What the answer of a run tells besides what the program says: of saved tools, of tools that have
 * changed, and of servers that a search left out. The bridge writes it, so no program can leave it out.
 */
export class RunNotes {
  readonly #written = new Map<string, WrittenTool>();
  readonly #loaded = new Map<string, string>();
  readonly #changed = new Map<string, Set<string>>();
  readonly #unsearched = new Map<string, string>();
  readonly #underWay: () => string | null;
  /** The calls that were sent to servers. */
  readonly madeCalls = new MadeCalls();
  #waited: string | null = null;

  /** @param underWay the calls under way, as nouns; `null` when there are none */
  constructor(underWay: () => string | null = () => null) {
    this.#underWay = underWay;
  }

  /** The run's time is over: its answer tells what it waits for now. */
  timeIsOver(): void {
    this.#waited = this.#underWay();
  }

  /** What a failed run's answer tells besides its reason, as lines, bounded in number and length. */
  trail(): readonly string[] {
    const made = this.madeCalls.describe();
    return [
      ...(this.#waited === null ? [] : [`It waited for ${this.#waited}`]),
      ...(made === null ? [] : [made]),
    ];
  }

  /** Whether the run may write this tool: see {@linkcode MAX_WRITTEN_TOOLS}. */
  mayWrite(tool: string): boolean {
    return this.#written.has(tool) || this.#written.size < MAX_WRITTEN_TOOLS;
  }

  /** Notes that the run wrote a tool. If it had written it before, what it found first is kept. */
  addWritten(tool: string, { before, after }: WrittenTool): void {
    const earlier = this.#written.get(tool);
    this.#written.set(tool, { before: earlier === undefined ? before : earlier.before, after });
  }

  /** @param origin where the version comes from, and what it may do here, as a clause */
  addLoaded(tool: string, origin: string): void {
    this.#loaded.set(tool, origin);
  }

  /** Notes that the run used, or read of, a tool that is not as it was first seen. */
  addChanged(server: string, tool: string): void {
    const tools = this.#changed.get(server) ?? new Set();
    this.#changed.set(server, tools.add(tool));
  }

  /** @param reason why a search did not know the server's tools, as a clause */
  addUnsearched(server: string, reason: string): void {
    this.#unsearched.set(server, reason);
  }

  /** The notes as sentences, bounded in number: what was replaced comes first. */
  list(): readonly string[] {
    const replaced: string[] = [];
    const saved: string[] = [];
    for (const [tool, { before, after }] of this.#written) {
      if (before === null) saved.push(`Saved the tool "${tool}" (${after}).`);
      else replaced.push(`Replaced the saved tool "${tool}" (${before}) by another (${after}).`);
    }
    const loaded = [...this.#loaded].map(([tool, origin]) =>
      `Loaded the saved tool "${tool}" (${origin}).`
    );
    const more = loaded.length - MAX_LOADED_NOTES;
    return [
      ...changedNotes(this.#changed),
      ...replaced,
      ...saved,
      ...loaded.slice(0, MAX_LOADED_NOTES),
      ...(more > 0 ? [`Saved tools that were loaded besides: ${more}.`] : []),
      ...unsearchedNotes(this.#unsearched),
    ];
  }
}

function changedNotes(changed: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  return [...changed].slice(0, MAX_NOTED_SERVERS).map(([server, tools]) => {
    const names = [...tools].slice(0, MAX_NOTED_TOOLS).map(quoted).join(", ");
    const more = tools.size > MAX_NOTED_TOOLS ? `, and ${tools.size - MAX_NOTED_TOOLS} more` : "";
    return `Tools of server ${quoted(server)} are not as they were first seen: ${names}${more}; ` +
      "tell the user, who can look at them with `mcp-code-bridge tools` and accept them there.";
  });
}

function unsearchedNotes(unsearched: ReadonlyMap<string, string>): readonly string[] {
  if (unsearched.size === 0) return [];
  const shown = [...unsearched].slice(0, MAX_NOTED_SERVERS).map(([server, reason]) =>
    `${quoted(server)} (${cleanLine(reason, MAX_REASON)})`
  );
  const more = unsearched.size - shown.length;
  return [
    `A search did not know the tools of ${shown.join(", ")}${
      more > 0 ? `, and ${more} more` : ""
    }.`,
  ];
}
