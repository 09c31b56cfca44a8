# id: file.setuid_program
# tries: a program with the set-user-id bit
# engines: containers
# expects: refused LookupError|EPERM|EACCES
# control: outside

import glob

folders = ("/bin", "/usr/bin", "/sbin", "/usr/sbin")
programs = [path for folder in folders for path in glob.glob(f"{folder}/*")]
raised = [path for path in programs if os.lstat(path).st_mode & 0o4000]
with open("/proc/self/status") as stream:
    barred = "NoNewPrivs:\t1" in stream.read()
seen = must_find("no program may raise its rights here", not barred and raised)
