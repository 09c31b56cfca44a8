import type { System } from "../system/system.ts";

/** A system whose stdout is kept instead of printed. */
export interface CapturedOutput {
  readonly system: System;
  /** What was written so far. */
  text(): string;
}

/** Most characters that are kept; more is dropped. */
const MAX_CHARACTERS = 1024 * 1024;

/** Makes a system for work whose output another part of the program reads. */
export function captureOutput(system: System): CapturedOutput {
  const decoder = new TextDecoder();
  let text = "";
  const writeStdout = (bytes: Uint8Array): Promise<void> => {
    const more = decoder.decode(bytes, { stream: true });
    text += more.slice(0, MAX_CHARACTERS - text.length);
    return Promise.resolve();
  };
  return {
    system: { ...system, streams: { ...system.streams, writeStdout } },
    text: () => text,
  };
}
