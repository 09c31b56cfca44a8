# id: process.kill_parent
# tries: to signal another process
# engines: embedded
# expects: refused Error|LookupError
# control: outside


# 0 asks only whether it may be signaled
os.kill(os.getppid(), 0)
seen = must_find(
    "there is no other process", os.getppid() > 1 and not sys.platform.startswith("emscripten")
)
