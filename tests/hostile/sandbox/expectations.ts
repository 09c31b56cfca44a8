/** What is known of the probes: these lists are exact, and a test asserts both directions. */

import type { EngineName } from "../../../src/engines.ts";

/** Attempts that work today, by engine. One that is closed turns the suite red until it is taken off. */
export const EXPECTED_OPEN: Readonly<Record<EngineName, readonly string[]>> = {
  podman: [],
  docker: [],
  embedded: [],
};

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
