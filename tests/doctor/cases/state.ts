import { diskSpace } from "../../../src/doctor/checks/disk_space.ts";
import { ownFiles } from "../../../src/doctor/checks/own_files.ts";
import { stateDirectory } from "../../../src/doctor/checks/state_directory.ts";
import { unfinishedFiles } from "../../../src/doctor/checks/unfinished_files.ts";
import { type FakeEntry, link } from "../../fakes/fake_files.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import { type Case, type Scene, STATE } from "../scene.ts";

const OURS: FakeEntry = { kind: "directory", mode: 0o700 };

function withFiles(files: Readonly<Record<string, string | FakeEntry>>): Scene {
  return { system: new FakeSystem({ files: { [STATE]: OURS, ...files } }) };
}

function withSpace(free: number | null): Scene {
  const system = new FakeSystem({ files: { [STATE]: OURS, [`${STATE}/bridge/a`]: "12345" } });
  system.files.free = free;
  return { system };
}

function unwritable(): Scene {
  const system = new FakeSystem({ files: { [STATE]: OURS } });
  system.files.writeAtomic = () => Promise.reject(new Error("read-only file system"));
  return { system };
}

function unreadable(): Scene {
  const system = new FakeSystem();
  system.files.info = () => Promise.reject(new Error("permission denied"));
  return { system };
}

/** A file that is being written, of the fake's present or of long ago. */
function unfinished(modified: number): Scene {
  const file = { kind: "file", modified } as const;
  return withFiles({ [`${STATE}/trust.json.0f9a8b7c-0000-4000-8000-0123456789ab.tmp`]: file });
}

export const STATE_CASES: readonly Case[] = [
  {
    name: "no home, and no state directory named",
    check: stateDirectory,
    scene: { system: new FakeSystem({ home: null, platform: "windows" }) },
    finds: { "state.unknown": /^MCP_BRIDGE_STATE_DIR: it is not set.* → set HOME/ },
  },
  {
    name: "no home, so that the state is temporary",
    check: stateDirectory,
    scene: { system: new FakeSystem({ home: null }) },
    finds: {
      "state.absent": /made when it is first needed/,
      "state.temporary": /may vanish → set HOME/,
    },
  },
  {
    name: "no state directory yet",
    check: stateDirectory,
    scene: {},
    finds: { "state.absent": /made when it is first needed/ },
  },
  {
    name: "a state directory that is ours alone",
    check: stateDirectory,
    scene: withFiles({}),
    finds: { "state.ready": /can be written$/ },
  },
  {
    name: "a state directory that others may use",
    check: stateDirectory,
    scene: withFiles({ [STATE]: { kind: "directory", mode: 0o755 } }),
    finds: { "state.ready": /./, "state.open": /mode 0755\) → run: chmod 700 \/home/ },
  },
  {
    name: "a state directory that is a link",
    check: stateDirectory,
    scene: withFiles({ [STATE]: link("/tmp/elsewhere") }),
    finds: { "state.unsafe": /it is a symbolic link → remove it/ },
  },
  {
    name: "a state directory that everybody may write to",
    check: stateDirectory,
    scene: withFiles({ [STATE]: { kind: "directory", mode: 0o777 } }),
    finds: { "state.unsafe": /everybody may write to it/ },
  },
  {
    name: "a state directory that cannot be looked at",
    check: stateDirectory,
    scene: unreadable(),
    finds: { "state.unreadable": /permission denied → make it readable/ },
  },
  {
    name: "a file system that takes nothing",
    check: stateDirectory,
    scene: unwritable(),
    finds: { "state.unwritable": /read-only file system; .* → make it writable/ },
  },
  {
    name: "files of the bridge that are the user's alone",
    check: ownFiles,
    scene: withFiles({ [`${STATE}/trust.json`]: { kind: "file", mode: 0o600 } }),
    finds: {},
  },
  {
    name: "files of the bridge that others may read or write, or own",
    check: ownFiles,
    scene: withFiles({
      [`${STATE}/trust.json`]: { kind: "file", mode: 0o666 },
      [`${STATE}/tokens/a.json`]: { kind: "file", mode: 0o644 },
      [`${STATE}/tokens/b.json`]: { kind: "file", mode: 0o600, uid: 77 },
    }),
    finds: {
      "file.writable": /trust\.json: .*\(mode 0666\) → look whether its content is yours/,
      "file.readable": /tokens\/a\.json: .*\(mode 0644\) → run: chmod 600/,
      "file.foreign": /tokens\/b\.json: it belongs to user 77, not to 1000 → /,
    },
  },
  {
    name: "room on the disk",
    check: diskSpace,
    scene: withSpace(80e9),
    finds: { "disk.enough": /80 GB free; the state directory has 5 B/ },
  },
  {
    name: "little room",
    check: diskSpace,
    scene: withSpace(200e6),
    finds: { "disk.low": /200 MB free; .* → make room/ },
  },
  {
    name: "no room",
    check: diskSpace,
    scene: withSpace(4096),
    finds: { "disk.full": /4\.1 kB free; .* → make room/ },
  },
  {
    name: "a system that does not say how much room there is",
    check: diskSpace,
    scene: withSpace(null),
    finds: { "disk.unknown": /does not say how much is free/ },
  },
  {
    name: "a file that another bridge is writing",
    check: unfinishedFiles,
    scene: unfinished(Date.UTC(2026, 0, 1)),
    finds: {},
  },
  {
    name: "a file whose writer was killed",
    check: unfinishedFiles,
    scene: unfinished(0),
    finds: { "leftover.file": /1 file not written to the end → run: mcp-code-bridge doctor --fix/ },
  },
];
