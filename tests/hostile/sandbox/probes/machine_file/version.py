# id: machine_file.version
# tries: the kernel's version by /proc/version
# engines: embedded
# expects: refused Error
# control: outside

with open("/proc/version") as stream:
    seen = must_find("not the machine's", stream.read())
