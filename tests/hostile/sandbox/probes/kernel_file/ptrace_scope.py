# id: kernel_file.ptrace_scope
# tries: to write /proc/sys/kernel/kptr_restrict
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/kptr_restrict", os.O_WRONLY)
