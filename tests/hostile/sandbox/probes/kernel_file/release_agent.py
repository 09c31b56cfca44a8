# id: kernel_file.release_agent
# tries: to have the kernel run a program when a cgroup is empty
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT|LookupError
# control: without everything

import glob

found = glob.glob("/sys/fs/cgroup/*/cgroup.procs") + glob.glob("/sys/fs/cgroup/cgroup.procs")
folder = os.path.dirname(must_find("no cgroup is to be seen", found and found[0]))
os.mkdir(f"{folder}/mcp-probe")
os.rmdir(f"{folder}/mcp-probe")
seen = "a cgroup was made"
