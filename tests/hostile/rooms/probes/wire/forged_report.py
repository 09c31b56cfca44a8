# id: room.wire.forged_report
# tries: a report of the end with a nonce of its own
# engines: containers
# expects: refused LookupError: it is this program
# control: rooms without hiding capabilities

report = {
    "type": "end",
    "exitCode": 0,
    "signal": None,
    "done": True,
    "oomKills": 0,
    "peakBytes": 1,
    "cpuMs": 1,
    "nonce": "ab" * 16,
}
record = b"\0" + json.dumps(report).encode() + b"\n"
for path in ["/dev/stderr", *[f"/proc/{pid}/fd/2" for pid in others()]]:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        os.write(descriptor, record)
        os.close(descriptor)
    except OSError:
        pass
os.write(2, record)
seen = "planted"
# --- next run ---
raise LookupError("it is this program")
