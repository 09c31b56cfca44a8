# id: process.execute
# tries: to become another program
# engines: embedded
# expects: refused Error
# control: outside

child = os.fork()
if child == 0:
    os.execv("/bin/true", ["true"])
seen = str(os.waitpid(child, 0)[1])
