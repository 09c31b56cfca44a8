# id: kernel_file.cgroup_limits
# tries: to raise the limits in the cgroup's files
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT|LookupError
# control: without everything

import glob

found = glob.glob("/sys/fs/cgroup/**/cgroup.procs", recursive=True)
seen = opened(must_find("no cgroup is to be seen", found and found[0]), os.O_WRONLY)
