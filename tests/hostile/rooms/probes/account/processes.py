# id: room.account.processes
# tries: to learn how many processes an earlier run had
# engines: containers
# expects: refused LookupError
# control: bare

for _ in range(300):
    if os.fork() == 0:
        os._exit(0)
    os.wait()
seen = "planted"
# --- next run ---
own = int(os.readlink("/proc/self"))
seen = must_find(f"this is number {own}", own > 300)
