/** Saved tools that one run may write: as many as its answer names. */
export const MAX_WRITTEN_TOOLS = 16;
/** Loaded tools that an answer names; the others are counted. */
const MAX_LOADED_NOTES = 16;

/** What became of a saved tool; each text describes where a version comes from. */
export interface WrittenTool {
  /** The version that was there before; `null` when there was none. */
  readonly before: string | null;
  readonly after: string;
}

/**
 * What the answer of a run tells besides its outcome. The bridge writes it, so no program can leave
 * it out.
 */
export class RunNotes {
  readonly #written = new Map<string, WrittenTool>();
  readonly #loaded = new Map<string, string>();
  readonly #underWay: () => string | null;
  #waited: string | null = null;

  /** @param underWay the calls under way, as nouns; `null` when there are none */
  constructor(underWay: () => string | null = () => null) {
    this.#underWay = underWay;
  }

  /** The run's time is over: its answer tells what it waits for now. */
  timeIsOver(): void {
    this.#waited = this.#underWay();
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
      ...(this.#waited === null ? [] : [`When its time was over it waited for ${this.#waited}.`]),
      ...replaced,
      ...saved,
      ...loaded.slice(0, MAX_LOADED_NOTES),
      ...(more > 0 ? [`Saved tools that were loaded besides: ${more}.`] : []),
    ];
  }
}
