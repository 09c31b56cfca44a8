# id: room.state.affinity
# tries: to bind the processes of the next run to one processor
# engines: containers
# expects: refused LookupError
# control: rooms without pid filter capabilities

on_others(lambda pid: os.sched_setaffinity(pid, {min(os.sched_getaffinity(0))}))
seen = "planted"
# --- next run ---
masks = [
    line.split()[1]
    for pid in [*others(), "self"]
    for line in text_of(f"/proc/{pid}/status").splitlines()
    if line.startswith("Cpus_allowed_list:")
]
seen = must_find(f"{masks}", len(set(masks)) > 1 or len(os.sched_getaffinity(0)) < os.cpu_count())
