import { type FindingId, FINDINGS, type Level } from "./finding_table.ts";

/** Puts right what a finding tells of. Resolves with what it did, as a clause: `removed 3 files`. */
export type Fix = () => Promise<string>;

/** One thing that a check found. */
export interface Finding {
  readonly id: FindingId;
  readonly level: Level;
  /** What it is about: a path, a server, an engine. Not yet made safe for a terminal. */
  readonly subject: string;
  /** What was seen, as a clause. Holds no values of variables, headers or arguments. */
  readonly text: string;
  /** What to do, as one line; `null` when there is nothing to do. */
  readonly remedy: string | null;
  /** Present where it is safe to put it right without asking. */
  readonly fix?: Fix;
}

type LevelOf<Id extends FindingId> = (typeof FINDINGS)[Id]["level"];

/** What a check says of a finding. Whatever is not as it should be names what to do. */
export type FindingParts<Id extends FindingId> =
  & Pick<Finding, "subject" | "text" | "fix">
  & (LevelOf<Id> extends "ok" ? { readonly remedy?: never } : { readonly remedy: string });

/** Most characters of a text: what engines and servers say may be long. */
const MAX_TEXT = 4_000;

/** Makes a finding; its level is in the table of findings. */
export function finding<Id extends FindingId>(id: Id, parts: FindingParts<Id>): Finding {
  const { subject, text, remedy = null, fix } = parts;
  const { level } = FINDINGS[id];
  return {
    id,
    level,
    subject,
    text: text.slice(0, MAX_TEXT),
    remedy,
    ...(fix === undefined ? {} : { fix }),
  };
}
