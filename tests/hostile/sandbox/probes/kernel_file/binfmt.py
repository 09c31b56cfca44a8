# id: kernel_file.binfmt
# tries: to write /proc/sys/kernel/unprivileged_bpf_disabled
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/unprivileged_bpf_disabled", os.O_WRONLY)
