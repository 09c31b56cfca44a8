/**
 * Where our filter differs from the engine's default. `scripts/write_filter.ts` makes the list of it.
 */

import type { Alternative, Condition } from "../../src/engine/container/filter/filter_list.ts";

/** Calls that answer EPERM, by the reason. */
export const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "a new or another namespace gives every capability inside it": ["unshare", "setns"],
  "mounts, and what shows them": [
    ...["mount", "umount2", "pivot_root", "chroot", "open_tree", "open_tree_attr", "move_mount"],
    ...["fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "statmount", "listmount"],
    ...["swapon", "swapoff"],
  ],
  "keyrings belong to the user id and outlive the container": [
    ...["add_key", "request_key", "keyctl"],
  ],
  "large parts of the kernel that a program does without": [
    ...["io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "perf_event_open"],
    ...["userfaultfd", "memfd_secret", "modify_ldt", "vmsplice", "uselib"],
    ...["fanotify_init", "fanotify_mark", "lookup_dcookie"],
  ],
  "they act on other processes": [
    ...["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp"],
    ...["process_madvise", "process_mrelease", "move_pages", "migrate_pages"],
  ],
  "a handle names a file past every mount": ["name_to_handle_at", "open_by_handle_at"],
  "placement of memory on the machine's nodes": [
    ...["mbind", "get_mempolicy", "set_mempolicy", "set_mempolicy_home_node"],
  ],
  "they change the machine, and need a capability": [
    ...["reboot", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module"],
    ...["acct", "quotactl", "quotactl_fd", "settimeofday", "clock_settime"],
    ...["sethostname", "setdomainname", "syslog", "vhangup", "iopl", "ioperm"],
  ],
};

/**
 * Calls of the engine's default that answer ENOSYS, so that a program uses something else. Their
 * accounts are shared by all sandboxes of one user id, or by the whole machine.
 */
export const ABSENT: Readonly<Record<string, readonly string[]>> = {
  "its flags are in memory, where a filter cannot look": ["clone3"],
  "requests of all programs of the machine are counted together": [
    ...["io_setup", "io_destroy", "io_submit", "io_cancel", "io_getevents", "io_pgetevents"],
  ],
  "queues of a user id are counted together": [
    ...["mq_open", "mq_unlink", "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr"],
  ],
  "watches of a user id are counted together": [
    ...["inotify_init", "inotify_init1", "inotify_add_watch", "inotify_rm_watch"],
  ],
  "it writes out what the whole machine has not written yet": ["sync"],
};

/** The kernel looks at the low half of these arguments, and so does the filter. */
const INT = 0xffffffff;

const equals = (argument: number, value: number): Condition => ({ argument, mask: INT, value });

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
/** The bits of a socket's type that are no flags. */
const SOCK_TYPE_MASK = 0xf;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;

/** `asyncio.start_server`, `http.server` and `multiprocessing.managers` bind the loopback address. */
const INTERNET_SOCKETS: readonly Alternative[] = [AF_INET, AF_INET6].flatMap((family) =>
  [[SOCK_STREAM, 0], [SOCK_STREAM, IPPROTO_TCP], [SOCK_DGRAM, 0], [SOCK_DGRAM, IPPROTO_UDP]]
    .map(([type = 0, protocol = 0]) => [
      equals(0, family),
      { argument: 1, mask: SOCK_TYPE_MASK, value: type },
      equals(2, protocol),
    ])
);

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const NEW_NAMESPACES = 0x7e020000;

/**
 * Commands of fcntl. F_SETPIPE_SZ (1031), whose pages are counted by user id, is not among them, nor
 * are leases, signals and notifications.
 */
const FCNTL_COMMANDS: Readonly<Record<string, number>> = {
  F_DUPFD: 0,
  F_GETFD: 1,
  F_SETFD: 2,
  F_GETFL: 3,
  F_SETFL: 4,
  F_GETLK: 5,
  F_SETLK: 6,
  F_SETLKW: 7,
  F_GETOWN: 9,
  F_OFD_GETLK: 36,
  F_OFD_SETLK: 37,
  F_OFD_SETLKW: 38,
  F_DUPFD_QUERY: 1027,
  F_DUPFD_CLOEXEC: 1030,
  F_GETPIPE_SZ: 1032,
  F_ADD_SEALS: 1033,
  F_GET_SEALS: 1034,
};

const PRIO_PROCESS = 0;
const IOPRIO_WHO_PROCESS = 1;
const ONESELF: readonly Alternative[] = [[equals(0, 0)]];

/** Calls that are allowed with some arguments only: those of one alternative. */
export const RULES: Readonly<Record<string, readonly Alternative[]>> = {
  clone: [[{ argument: 0, mask: NEW_NAMESPACES, value: 0 }]],
  socket: [[equals(0, AF_UNIX)], ...INTERNET_SOCKETS],
  socketpair: [[equals(0, AF_UNIX)]],
  prlimit64: ONESELF,
  sched_setaffinity: ONESELF,
  sched_setattr: ONESELF,
  sched_setparam: ONESELF,
  sched_setscheduler: ONESELF,
  setpriority: [[equals(0, PRIO_PROCESS), equals(1, 0)]],
  ioprio_set: [[equals(0, IOPRIO_WHO_PROCESS), equals(1, 0)]],
  fcntl: Object.values(FCNTL_COMMANDS).map((command) => [equals(1, command)]),
  // PER_LINUX, and the question for what holds
  personality: [[equals(0, 0)], [equals(0, 0xffffffff)]],
};

const CLONE_NEWUSER = 0x10000000;

/** CLONE_NEWNS, NEWIPC, NEWPID and NEWNET, and SIGCHLD: the fork of a room's first process. */
const ROOM_FORK = 0x68020000 + 17;

/** MS_NOSUID, MS_NODEV and MS_NOEXEC: no bind mount, no remount, no change of propagation. */
const ROOM_MOUNT_FLAGS = 0xe;

/**
 * What makes a room (`sandbox_runtime/room.py`), and so all that the outer filter allows beyond the
 * inner one. The type of a mount is text in memory, where a filter cannot look.
 */
export const ROOM_RULES: Readonly<Record<string, readonly Alternative[]>> = {
  unshare: [[equals(0, CLONE_NEWUSER)]],
  clone: [[equals(0, ROOM_FORK)]],
  mount: [[equals(3, ROOM_MOUNT_FLAGS)]],
};
