import { parseJson } from "../../json/read_json.ts";
import {
  checkInterfaces,
  checkMounts,
  checkStatus,
  checkUlimits,
  checkUser,
  list,
  record,
  same,
  show,
} from "./fact_checks.ts";
import type { ExpectedFacts } from "./sandbox_facts.ts";

/** What came of the attempt to make a room. */
export type RoomTrial =
  | { readonly made: true }
  | {
    readonly made: false;
    /** A clause: `user namespace: Operation not permitted`. */
    readonly reason: string;
    /** Whether another attempt may succeed: the machine was busy. */
    readonly passing: boolean;
  };

type Facts = Readonly<Record<string, unknown>>;

/** The namespaces that every room has of its own; the user namespace is that of the first process. */
const NAMESPACES = ["user", "pid", "ipc", "mnt", "net"];
/** Every place that a program can write to, and the file system that is new there. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ["/tmp", "tmpfs"],
  ["/workspace", "tmpfs"],
  ["/dev/shm", "tmpfs"],
  ["/dev/mqueue", "mqueue"],
]);
const PLACE_FLAGS = ["nosuid", "nodev", "noexec"];
/** Characters of a reason, which comes from inside and is shown and remembered. */
const MAX_REASON = 300;

/**
 * Compares what a process in a room says of itself with what a room must be: at least what a container
 * is, and apart from it.
 *
 * @param text JSON of `self_test.py`
 */
export function judgeRoom(text: string, expected: ExpectedFacts): RoomTrial {
  const container = record(parseJson(text));
  const room = record(container["room"]);
  if (room["facts"] === undefined) {
    const reason = typeof room["reason"] === "string" ? room["reason"] : "it does not say why";
    return {
      made: false,
      reason: reason.slice(0, MAX_REASON),
      passing: room["passing"] === true,
    };
  }
  const breaches = findRoomBreaches({ room: record(room["facts"]), container }, expected);
  if (breaches.length === 0) return { made: true };
  const reason = `a room is not as it must be: ${breaches.join("; ")}`.slice(0, MAX_REASON);
  return { made: false, reason, passing: false };
}

function findRoomBreaches(
  { room, container }: { readonly room: Facts; readonly container: Facts },
  expected: ExpectedFacts,
): readonly string[] {
  const { user, ulimits } = expected;
  return [
    ...checkUser(room, { user: user.user, base: null }),
    ...checkMap(room, user.user),
    // nothing of it is taken on trust, whatever the kernel: a room hangs on these three
    ...checkStatus(record(room["status"]), false),
    ...checkFilter(room),
    ...checkMounts(room["mounts"], { ...expected, gvisor: false }),
    ...[...PLACES].flatMap(([place, type]) => checkPlace(place, { type, room, container })),
    ...checkInterfaces(room["interfaces"]),
    ...checkUlimits(record(room["ulimits"]), ulimits),
    ...checkNamespaces(record(room["namespaces"]), record(container["namespaces"])),
    ...room["pid"] === 1 ? [] : [`its first process has the id ${show(room["pid"])}`],
  ];
}

/** Only its own user and group exist in it. */
function checkMap(room: Facts, user: string): readonly string[] {
  const maps = [room["uids"], room["gids"]].map((map) => String(map).trim().split(/\s+/));
  const wanted = user.split(":").map((id) => [id, id, "1"]);
  return maps.every((map, index) => same(map, wanted[index] ?? []))
    ? []
    : [`it has the ids ${show(maps)}`];
}

/** The container has a filter too, so the status does not tell whose it is. */
function checkFilter(room: Facts): readonly string[] {
  const answer = room["unshare"];
  return answer === "EPERM" ? [] : [`its answer to unshare is ${show(answer)}`];
}

/** A file system of its own, which is empty and as large as the container's. */
function checkPlace(
  place: string,
  { type, room, container }: {
    readonly type: string;
    readonly room: Facts;
    readonly container: Facts;
  },
): readonly string[] {
  const [device, bytes, entries] = list(record(room["places"])[place]);
  const [oldDevice, oldBytes] = list(record(container["places"])[place]);
  // the last one of a place lies over the others
  const top = list(room["mounts"]).map(list).findLast(([point]) => point === place) ?? [];
  const flags = String(top[1]).split(",");
  const missing = PLACE_FLAGS.filter((flag) => !flags.includes(flag));
  return [
    ...top[2] === type ? [] : [`${place} is ${show(top[2])}, not ${type}`],
    ...missing.map((flag) => `${place} is not ${flag}`),
    ...typeof device === "number" && device !== oldDevice ? [] : [`${place} is the container's`],
    ...typeof bytes === "number" && bytes === oldBytes
      ? []
      : [`${place} has ${show(bytes)} bytes, not ${show(oldBytes)}`],
    ...entries === 0 ? [] : [`${place} is not empty`],
  ];
}

function checkNamespaces(room: Facts, container: Facts): readonly string[] {
  const shared = NAMESPACES.filter((name) =>
    typeof room[name] !== "string" || room[name] === container[name]
  );
  return shared.length === 0 ? [] : [`it has no ${shared.join(", ")} namespace of its own`];
}
