/** What is known of the probes: these lists are exact, and a test asserts both directions. */

import type { EngineName } from "../../../src/engines.ts";

/** What every container engine's own filter of system calls lets through. */
const OPEN_IN_CONTAINERS = [
  "first_process.ioprio_set",
  "first_process.ioprio_set_of_user",
  "first_process.prlimit64",
  "first_process.sched_setaffinity",
  "first_process.sched_setparam",
  "first_process.sched_setscheduler",
  "first_process.setpriority",
  "first_process.setpriority_of_group",
  "first_process.setpriority_of_user",
  "limit.pipe_pages",
  "socket.inet_in_i386",
  "socket.netlink_generic",
  "socket.netlink_netfilter",
  "socket.netlink_route",
  "socket.netlink_sock_diag",
  "socket.netlink_xfrm",
  "socket.vsock",
  "syscall.memfd_secret",
  "syscall.modify_ldt",
  "syscall.ptrace",
];

/** Attempts that work today, by engine. One that is closed turns the suite red until it is taken off. */
export const EXPECTED_OPEN: Readonly<Record<EngineName, readonly string[]>> = {
  podman: [
    ...OPEN_IN_CONTAINERS,
    "between.key",
    "namespace.capabilities_in_user_namespace",
    "namespace.clone3",
    "namespace.clone_user",
    "namespace.netfilter_in_user_namespace",
    "namespace.setns_user",
    "namespace.tmpfs_in_user_namespace",
    "namespace.unshare_user",
    "syscall.fsconfig",
    "syscall.keyctl",
    "syscall.mount",
    "syscall.mount_setattr",
    "syscall.name_to_handle_at",
    "syscall.open_tree",
    "syscall.pidfd_getfd",
    "syscall.process_vm_readv",
    "syscall.process_vm_writev",
    "syscall.setns",
    "syscall.umount2",
  ],
  docker: [
    ...OPEN_IN_CONTAINERS,
    "socket.netlink_audit",
    "syscall.io_uring_enter",
    "syscall.io_uring_register",
    "syscall.io_uring_setup",
    "syscall.vmsplice",
  ],
  embedded: [
    "ending.embedded_config_error",
    "ending.embedded_print_error",
  ],
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
