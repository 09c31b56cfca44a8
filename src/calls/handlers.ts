import type { ParamsOf, TellProgress, ValueOf } from "../rpc/calls.ts";
import type { CallMethod } from "../rpc/frames.ts";
import type { Grant } from "./grant.ts";
import type { RunNotes } from "./run_notes.ts";

/** What a call knows of the run that makes it. */
export interface CallContext {
  readonly grant: Grant;
  /** When the run's time is over, by the monotonic clock, in milliseconds. */
  readonly endsAtMs: number;
  readonly signal: AbortSignal;
  /** Tells the program how far the call is. */
  readonly tell: TellProgress;
  /** What the run's answer is to tell besides what the program says. */
  readonly notes: RunNotes;
}

/** Who answers each method. */
export type CallHandlers = {
  readonly [M in CallMethod]: (params: ParamsOf<M>, context: CallContext) => Promise<ValueOf<M>>;
};

/** Methods about the user's saved tools. */
export type SavedToolMethod =
  | "list_saved_tools"
  | "describe_saved_tools"
  | "save_tool"
  | "load_tool"
  | "delete_tool";

export type SavedToolHandlers = Pick<CallHandlers, SavedToolMethod>;

/** Methods about the packages that the user added. */
export type PackageMethod = "list_packages" | "read_package";

export type PackageHandlers = Pick<CallHandlers, PackageMethod>;

/** Methods about what is kept for later runs. */
export type RefMethod = "keep_value" | "open_ref" | "list_refs";

export type RefHandlers = Pick<CallHandlers, RefMethod>;

/** Methods about what a server has besides tools. */
export type ContentMethod =
  | "list_resources"
  | "list_resource_templates"
  | "read_resource"
  | "list_prompts"
  | "get_prompt"
  | "server_logs";

export type ContentHandlers = Pick<CallHandlers, ContentMethod>;

/** Handlers of the methods about the user's servers. */
export type ServerHandlers = Omit<CallHandlers, SavedToolMethod | PackageMethod | RefMethod>;
