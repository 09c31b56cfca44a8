# id: room.signal.directory
# tries: to kill the next run's processes by their directories in /proc
# engines: containers
# expects: refused LookupError: it is there
# control: rooms without pid filter

next_room()
for number in (14, 9):
    for pid in others():
        try:
            directory = os.open(f"/proc/{pid}", os.O_RDONLY | os.O_DIRECTORY)
            syscall("pidfd_send_signal", directory, number, 0, 0)
        except OSError:
            pass
seen = "planted"
# --- next run ---
raise LookupError("it is there")
