/** What is known of the probes: these lists are exact, and a test asserts both directions. */

import type { EngineName } from "../../../src/engines.ts";

/** Attempts that work today, by engine. One that is closed turns the suite red until it is taken off. */
export const EXPECTED_OPEN: Readonly<Record<EngineName, readonly string[]>> = {
  podman: [],
  docker: [],
  embedded: [],
};

/** What answers say of an engine that cannot limit memory and tasks, as rootless podman on cgroup v1. */
export const PARTIAL_LIMITS = "partial (memory, pids)";
/** Attempts that work on such an engine. */
export const OPEN_WITHOUT_LIMITS: readonly string[] = [
  "limit.memory",
  "limit.memory_of_child",
  "limit.processes",
  "limit.threads",
];

/**
 * Attempts that work where a container serves one run after the other. They learn how much the
 * earlier runs of the container used, and nothing of what they did.
 */
export const OPEN_IN_ROOMS: readonly string[] = [
  "room.account.group_time",
  "room.account.peak",
  "room.account.processes",
];

/**
 * Attempts that work inside gVisor, which has a kernel of its own: what they reach is that kernel's,
 * within the sandbox. Those on the first process let a program forge how its own run ended.
 */
export const OPEN_IN_GVISOR: readonly string[] = [
  "file.device_node",
  "file.setuid_program",
  "first_process.environment",
  "first_process.maps",
  "first_process.prlimit64",
  "first_process.sched_setaffinity",
  "first_process.setpriority",
  "first_process.setpriority_of_group",
  "first_process.setpriority_of_user",
  "first_process.stderr",
  "first_process.stdin",
  "limit.high_priority",
  "limit.oom_score",
  "limit.pipe_pages",
  "limit.threads",
  "namespace.capabilities_in_user_namespace",
  "namespace.clone_user",
  "namespace.setns_user",
  "namespace.unshare_cgroup",
  "namespace.unshare_mount",
  "namespace.unshare_time",
  "namespace.unshare_user",
  "room.others.descriptors",
  "room.others.environment",
  "room.others.locks",
  "room.others.maps",
  "room.others.namespaces",
  "room.others.work",
  "room.pipe.owner",
  "socket.netlink_route",
  "syscall.io_uring_setup",
  "syscall.name_to_handle_at",
  "syscall.open_by_handle_at",
  "syscall.perf_event_open",
  "syscall.ptrace",
  "syscall.setns",
  "syscall.syslog",
];
/** Those of them that may also end gVisor's kernel, and the sandbox with it. */
export const ENDS_GVISOR_OR_WORKS: readonly string[] = ["limit.threads"];
/** Attempts that gVisor refuses in other words, or that end the program's own sandbox there. */
export const REFUSED_OTHERWISE_IN_GVISOR: readonly string[] = [
  "room.key.session",
  "room.key.user",
  "room.pipe.hint",
  "room.pipe.range_lock",
  "room.pipe.size",
  "room.process.bomb",
  "room.process.subreaper",
  "room.signal.kill",
  "room.signal.queue",
  "room.signal.thread",
  "room.state.own",
  "room.state.timer_slack",
  "room.wire.forged_report",
  "room.wire.full_input",
  "room.wire.old_token",
  "room.wire.stuffed_input",
  "file.no_new_privileges_off",
  "first_process.sched_setscheduler",
  "limit.memory_of_child",
  "limit.processes",
  "limit.real_time",
  "namespace.netfilter_in_user_namespace",
  "namespace.setns_first_process",
  "network.machine_address",
  "network.metadata_service",
  "network.name_server",
  "socket.netlink_audit",
  "socket.netlink_generic",
  "socket.netlink_netfilter",
  "socket.netlink_sock_diag",
  "socket.netlink_xfrm",
  "syscall.add_key",
  "syscall.keyctl",
  "syscall.personality",
  "syscall.request_key",
];

/** Files that this kernel does not have. */
const NO_SUCH_FILE = [
  "kernel_file.modprobe",
  "kernel_file.read_interrupts_dir",
  "kernel_file.read_kallsyms_tracing",
  "kernel_file.read_kcore",
  "kernel_file.read_memory",
  "kernel_file.sysrq",
  "kernel_file.sysrq_trigger",
  "kernel_file.uevent_helper",
];

/** Calls that this kernel does not have. */
const NOT_IN_KERNEL = [
  "syscall.delete_module",
  "syscall.finit_module",
  "syscall.init_module",
  "syscall.ioperm",
  "syscall.iopl",
  "syscall.kexec_file_load",
  "syscall.kexec_load",
  "syscall.quotactl_fd",
  "syscall.uselib",
];

const IN_CONTAINERS: ReadonlyMap<string, RegExp> = new Map([
  ...NO_SUCH_FILE.map((id) => [id, /ENOENT/] as const),
  ...NOT_IN_KERNEL.map((id) => [id, /ENOSYS/] as const),
  ["socket.alg", /EAFNOSUPPORT/],
  ["socket.netlink_crypto", /EPROTONOSUPPORT/],
  // these need CAP_SYS_RESOURCE, which no control is given: the machine itself may lack it
  ["kernel_file.user_namespaces", /EACCES/],
  ["limit.oom_score", /EACCES/],
  ["limit.raise_own", /not allowed to raise maximum limit/],
  // the kernel lets a process write its own only, whatever the rights
  ["room.others.labels", /EPERM|EACCES|EINVAL|ENOENT/],
  // a control group of version 1 has no time for it
  ["limit.real_time", /EPERM/],
]);

/**
 * Attempts whose control cannot work here, with what it says instead: the kernel or the engine has no
 * such thing. They are tried in the sandbox all the same.
 */
export const ABSENT: Readonly<Record<EngineName, ReadonlyMap<string, RegExp>>> = {
  podman: IN_CONTAINERS,
  docker: IN_CONTAINERS,
  // the interpreter is loaded as in a shell, where the file system of Node has nothing below it
  embedded: new Map([["machine_file.node_mount", /reading 'lstatSync'/]]),
};
