/** What the user's configuration files say about MCP servers, and what became of it. Types only. */

/** A server that is started as a child process and spoken to over its stdin and stdout. */
export interface StdioDefinition {
  readonly kind: "stdio";
  /** As configured: a name to be found on PATH, or a path. */
  readonly command: string;
  readonly args: readonly string[];
  /** The server's own variables, on top of a small base; values are secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A server that is reached by URL. */
export interface HttpDefinition {
  readonly kind: "http";
  readonly url: string;
  /** Whether the entry names the transport before Streamable HTTP, which opens with a GET. */
  readonly sse?: true;
  /** Values are secrets. */
  readonly headers: Readonly<Record<string, string>>;
}

export type ServerDefinition = StdioDefinition | HttpDefinition;

/** Where a definition was found. */
export interface Origin {
  /** Absolute path of the file. */
  readonly file: string;
  /** Whose file it is: `Claude Code`, `Claude Desktop`, `MCP servers directory`, `this directory`. */
  readonly client: string;
  /** `project`: found relative to the working directory, so it may have come with a cloned repository. */
  readonly scope: "user" | "project";
}

/** Whether a server may be started. */
export type Availability =
  | { readonly state: "ready" }
  | {
    /**
     * `untrusted`: its file needs the user's word; `self`: it is this program; `invalid`:
     * its entry cannot be understood; `disabled`: its entry says so.
     */
    readonly state: "untrusted" | "self" | "invalid" | "disabled";
    /** What is the matter and what to do, as a clause. */
    readonly reason: string;
  };

/** One server, after all files were merged. */
export interface DiscoveredServer {
  /** As in the file. Unique. */
  readonly name: string;
  /** Python identifier. Unique. */
  readonly alias: string;
  /** `null` when the entry is `invalid`. */
  readonly definition: ServerDefinition | null;
  readonly origin: Origin;
  readonly availability: Availability;
  /** Later definitions of the same name, which lost. */
  readonly shadowed: readonly Origin[];
}

/** A place that was looked at. Files that do not exist are not listed. */
export interface FileReport {
  readonly origin: Origin;
  /** Names found in it, in order. */
  readonly servers: readonly string[];
  /** Why the file, or a part of it, is not used: `line 3, column 7: …`; `null` when all of it is. */
  readonly problem: string | null;
  /** For project files: whether the user trusts this very content. `null` for user files. */
  readonly trusted: boolean | null;
}

/** Everything discovery found. */
export interface Discovery {
  /** In the order of precedence: first file, first entry. */
  readonly servers: readonly DiscoveredServer[];
  readonly files: readonly FileReport[];
}
