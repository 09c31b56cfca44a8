import type { System } from "../system/system.ts";

/** A system whose output is kept instead of shown. */
export interface CapturedOutput {
  readonly system: System;
  /** What was written to stdout so far. */
  stdout(): string;
  /** What was written to stderr so far. */
  stderr(): string;
}

/** Most characters of a stream that are kept; more is dropped. */
const MAX_CHARACTERS = 1024 * 1024;

/** Makes a system for work whose output another part of the program reads. */
export function captureOutput(system: System): CapturedOutput {
  const decoder = new TextDecoder();
  let stdout = "";
  let stderr = "";
  const streams = {
    ...system.streams,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    writeStdout(bytes: Uint8Array): Promise<void> {
      stdout = append(stdout, decoder.decode(bytes, { stream: true }));
      return Promise.resolve();
    },
    writeStderr(text: string): Promise<void> {
      stderr = append(stderr, text);
      return Promise.resolve();
    },
  };
  return { system: { ...system, streams }, stdout: () => stdout, stderr: () => stderr };
}

function append(text: string, more: string): string {
  return text + more.slice(0, MAX_CHARACTERS - text.length);
}
