import { KnownTools } from "../../src/known_tools/known_tools.ts";
import { type Lock, RecordFiles } from "../../src/known_tools/record_files.ts";
import type { Clock } from "../../src/system/system.ts";
import { FakeFiles } from "../fakes/fake_files.ts";
import { realClock } from "./test_port.ts";

/** Folder of the records in the files of a test. */
export const RECORDS = "/state/bridge/known-tools";

const noLock: Lock = (_path, action) => action();

/** What one bridge knows of servers' tools. Bridges of the same files share what is kept. */
export function knownTools(
  files = new FakeFiles({ separator: "/", uid: 1000, entries: {} }),
  clock: Clock = realClock,
): KnownTools {
  const records = new RecordFiles({ files, directory: RECORDS, lock: noLock });
  return new KnownTools({ files: records, clock, log: () => {} });
}
