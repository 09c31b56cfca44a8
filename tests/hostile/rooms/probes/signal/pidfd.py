# id: room.signal.pidfd
# tries: to kill the next run's processes by descriptors of them
# engines: containers
# expects: refused LookupError: it is there
# control: rooms without pid filter

for number in (14, 9):
    on_others(
        lambda pid, number=number: syscall(
            "pidfd_send_signal", syscall("pidfd_open", pid, 0), number, 0, 0
        )
    )
seen = "planted"
# --- next run ---
raise LookupError("it is there")
