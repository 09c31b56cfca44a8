# id: process.fork
# tries: a process by fork
# engines: embedded
# expects: refused Error
# control: outside

child = os.fork()
if child == 0:
    os._exit(0)
seen = f"child {os.waitpid(child, 0)[0] > 0}"
