import type { KeptRef } from "../rpc/calls.ts";
import { writeJson } from "../json/write_json.ts";
import { cleanLine } from "../text/clean_text.ts";
import { quoted } from "../text/nearest.ts";
import { MadeCalls } from "./made_calls.ts";
import type { StrayNames } from "./stray_names.ts";

/** Saved tools that one run may write or delete: as many as its answer names. */
export const MAX_WRITTEN_TOOLS = 16;
/** Loaded tools that an answer names; the others are counted. */
const MAX_LOADED_NOTES = 16;

/** Objects of calls with unknown names of which an answer tells, and names of one; others are counted. */
const MAX_NOTED_STRAYS = 4;
const MAX_NOTED_NAMES = 8;

/** Servers, and tools of one, that a note names; the others are counted. */
const MAX_NOTED_SERVERS = 8;
const MAX_NOTED_TOOLS = 8;
/** Characters of a parameter's name in a note. */
const MAX_NAME = 60;
/** Characters of a reason in a note. */
const MAX_REASON = 300;

/** What became of a saved tool; each text describes where a version comes from. */
export interface WrittenTool {
  /** The version that was there before; `null` when there was none. */
  readonly before: string | null;
  /** `null` when it was deleted. */
  readonly after: string | null;
}

/** Names that a call of a tool sent, and that its schema does not have. */
export interface SentStrays extends StrayNames {
  readonly server: string;
  readonly tool: string;
}

/**
 * What the answer of a run tells besides what the program says: of saved tools, of tools that have
 * changed, of arguments that no schema knows, and of servers that a search left out. The bridge writes
 * it, so no program can leave it out.
 */
export class RunNotes {
  readonly #written = new Map<string, WrittenTool>();
  readonly #loaded = new Map<string, string>();
  readonly #changed = new Map<string, Set<string>>();
  readonly #unsearched = new Map<string, string>();
  readonly #kept: KeptRef[] = [];
  readonly #strays = new Map<string, SentStrays>();
  #moreStrays = 0;
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

  /** Notes that the run wrote or deleted a tool. If it had written it before, what it found first is kept. */
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

  /** Notes unknown names in a call: one note for each tool and object inside its arguments. */
  addStray(stray: SentStrays): void {
    const { server, tool, place } = stray;
    const key = writeJson([server, tool, place]);
    const earlier = this.#strays.get(key);
    if (earlier === undefined && this.#strays.size >= MAX_NOTED_STRAYS) {
      this.#moreStrays += 1;
      return;
    }
    const names = new Set([...earlier?.names ?? [], ...stray.names]);
    this.#strays.set(key, { ...stray, names: [...names].slice(0, MAX_NOTED_NAMES) });
  }

  /** @param reason why a search did not know the server's tools, as a clause */
  addUnsearched(server: string, reason: string): void {
    this.#unsearched.set(server, reason);
  }

  /** Notes that the run kept a value. */
  addKept(ref: KeptRef): void {
    this.#kept.push(ref);
  }

  /** What the run kept, in order. */
  kept(): readonly KeptRef[] {
    return this.#kept;
  }

  /**
   * The notes as sentences, bounded in number: what failed, was deleted or replaced comes first.
   *
   * @param said of a run that succeeded: whether the program said these words
   */
  list(said: (words: string) => boolean = () => true): readonly string[] {
    const replaced: string[] = [];
    const saved: string[] = [];
    for (const [tool, { before, after }] of this.#written) {
      if (after === null) {
        // one that the run itself had saved left nothing
        if (before !== null) replaced.push(`Deleted the saved tool "${tool}" (${before}).`);
      } else if (before === null) saved.push(`Saved the tool "${tool}" (${after}).`);
      else replaced.push(`Replaced the saved tool "${tool}" (${before}) by another (${after}).`);
    }
    const loaded = [...this.#loaded].map(([tool, origin]) =>
      `Loaded the saved tool "${tool}" (${origin}).`
    );
    const more = loaded.length - MAX_LOADED_NOTES;
    const unsaid = this.madeCalls.describeUnsaid(said);
    return [
      ...(unsaid === null ? [] : [unsaid]),
      ...changedNotes(this.#changed),
      ...[...this.#strays.values()].map(strayNote),
      ...(this.#moreStrays > 0
        ? [`Calls besides with names that their tools do not have: ${this.#moreStrays}.`]
        : []),
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

function strayNote({ server, tool, place, names, known, more }: SentStrays): string {
  const [subject, kind, all] = place === null
    ? [`Tool ${quoted(tool)}`, "parameter", "Its parameters"]
    : [`${quoted(place)} of tool ${quoted(tool)}`, "key", "Its keys"];
  const listed = [
    ...known.map((name) => cleanLine(name, MAX_NAME)),
    ...(more > 0 ? [`${more} more`] : []),
  ];
  return `${subject} of server ${quoted(server)} has no ${kind} ${
    names.map(quoted).join(" or ")
  } in its schema: it was sent, and may have been ignored. ${all}: ${listed.join(", ")}.`;
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
