# id: process.spawn
# tries: a process by posix_spawn
# engines: embedded
# expects: refused Error
# control: outside

child = os.posix_spawn("/bin/true", ["true"], {})
seen = str(os.waitpid(child, 0)[1])
