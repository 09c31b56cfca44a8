# id: room.wire.stuffed_input
# tries: a program of its own for the next run, by a pipe's other end in /proc
# engines: containers
# expects: refused LookupError: it is this program|EACCES|EPERM
# control: rooms without tokens

code = f"import json\n{verdict('room.wire.stuffed_input', 'the earlier run chose the program')!r}"
run = {"code": code, "file": "<run_python>", "argv": [], "servers": [], "timeoutSeconds": 60}
execute = frame({"type": "execute", **run})
other = os.open(f"/proc/self/fd/{bridge_pipes()[0]}", os.O_WRONLY)
os.write(other, execute)
os.close(other)
seen = "planted"
# --- next run ---
raise LookupError("it is this program")
