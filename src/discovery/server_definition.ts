/** What the user's configuration files say about MCP servers, and what became of it. Types only. */

/** What a definition may say however its server is reached. */
export interface CommonDefinition {
  /** What the server is for, in the words of its entry. */
  readonly description?: string;
  readonly timeouts?: Timeouts;
  /** Which of the server's tools may be used. @default all */
  readonly tools?: ToolFilter;
}

/** In milliseconds. */
export interface Timeouts {
  /** How long a call waits for the server's start, up to the end of its handshake. */
  readonly startMs?: number;
  /** Of a call for which the program names no time. */
  readonly callMs?: number;
}

/** Lists of patterns, where `*` stands for any characters. What is denied is not allowed. */
export interface ToolFilter {
  /** `null`: every tool that is not denied. */
  readonly allow: readonly string[] | null;
  readonly deny: readonly string[];
}

/** A server that is started as a child process and spoken to over its stdin and stdout. */
export interface StdioDefinition extends CommonDefinition {
  readonly kind: "stdio";
  /** As configured: a name to be found on PATH, or a path. */
  readonly command: string;
  readonly args: readonly string[];
  /** The server's own variables, on top of a small base; values are secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A server that is reached by URL. */
export interface HttpDefinition extends CommonDefinition {
  readonly kind: "http";
  readonly url: string;
  /** `http`: Streamable HTTP. @default not said: Streamable HTTP first, then SSE */
  readonly type?: "http" | "sse";
  /** Values are secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** As whom the user signs in. @default {the sign-in finds a client} */
  readonly client?: RegisteredClient;
}

/** A client that the user has registered with a server's authorization server. */
export interface RegisteredClient {
  readonly id: string;
  readonly secret: string | null;
}

export type ServerDefinition = StdioDefinition | HttpDefinition;

/** What an entry takes from elsewhere, as it is written; put into its definition when it is expanded. */
export interface EntrySources {
  /** File of further variables; the entry's own come before them. */
  readonly envFile?: string;
  /** Variables that are passed on when they are set. */
  readonly envNames: readonly string[];
  /** Headers whose values are variables'. */
  readonly headers: readonly HeaderSource[];
}

/** A header that consists of a text and the value of a variable. */
export interface HeaderSource {
  readonly name: string;
  /** `Bearer `, or empty. */
  readonly prefix: string;
  readonly variable: string;
}

/** Where a definition was found. */
export interface Origin {
  /** Absolute path of the file. */
  readonly file: string;
  /** Whose file it is: `Claude Code`, `VS Code`, `MCP servers directory`, `this directory`. */
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
