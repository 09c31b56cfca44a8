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
# this run's process was made before the earlier run, and so was the next one's
"nothing"
# --- next run ---
"nothing"
# --- next run ---
own = int(os.readlink("/proc/self"))
seen = must_find(f"this is number {own}", own > 300)
