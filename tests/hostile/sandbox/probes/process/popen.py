# id: process.popen
# tries: a process by popen
# engines: embedded
# expects: refused Error
# control: outside

with os.popen("echo 1") as stream:
    seen = must_find("no shell", stream.read())
