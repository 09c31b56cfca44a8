# One of many runs: it looks for what another left, and if it is hostile, leaves whatever it can.
import random
import socket
import sys


def look():
    """What is there of another run, by the place."""
    import builtins

    seen = []
    for folder in ("/tmp", "/workspace", "/dev/shm", "/dev/mqueue"):
        if os.path.isdir(folder):
            seen += [f"{folder}/{name}" for name in os.listdir(folder) if MARK in name]
    for pid in others() if CONTAINER else []:
        seen += [f"process {pid}"] if MARK in text_of(f"/proc/{pid}/comm") else []
    for table in ("net/unix", "net/tcp", "net/tcp6", "net/udp"):
        text = text_of(f"/proc/self/{table}")
        # the ports of `leave()`, as these tables write them
        seen += [table for one in (MARK, ":1E61 ", ":1E62 ") if one in text]
    for kind in ("shm", "sem", "msg"):
        seen += text_of(f"/proc/sysvipc/{kind}").splitlines()[1:]
    seen += [name for name in os.environ if MARK in name]
    seen += [f"{place.__name__}.{name}" for place in (builtins, json, os) for name in vars(place) if MARK in name]
    seen += [name for name in sys.modules if MARK in name]
    if CONTAINER:
        import fcntl

        odd = os.O_NONBLOCK | os.O_ASYNC | os.O_DIRECT | os.O_APPEND
        # those to the bridge: the others are the run's own
        flags = [fcntl.fcntl(one, fcntl.F_GETFL) for one in bridge_pipes()]
        seen += [f"flags {one}" for one in flags if one & odd]
        seen += [f"cwd {os.getcwd()}"] if os.getcwd() != "/workspace" else []
        seen += [f"timer {line}" for line in text_of("/proc/self/timers").splitlines()]
        mask = os.umask(0)
        os.umask(mask)
        seen += [f"umask {mask:o}"] if mask != 0o22 else []
    return seen


def leave():
    """Leave a mark in every way that the probes know."""
    import builtins

    for folder in ("/tmp", "/workspace", "/dev/shm", "/dev/mqueue"):
        try:
            with open(f"{folder}/{MARK}-{NONCE}", "w") as stream:
                stream.write(NONCE)
        except OSError:
            pass
    os.environ[f"{MARK}_VARIABLE"] = NONCE
    sys.modules[f"{MARK}_module"] = sys
    for place in (builtins, json, os):
        setattr(place, f"{MARK}_{NONCE}", NONCE)
    random.seed(77)
    if CONTAINER:
        leave_in_kernel()


def leave_in_kernel():
    import fcntl
    import signal

    kept = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            kept.append(socket.create_server((address, 7777 if address != "::1" else 7778), family=family))
        except OSError:
            pass
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"\0{MARK}-{NONCE}")
    listener.listen()
    for name, args in (
        ("shmget", (77, 4096, 0o1666)),
        ("semget", (77, 1, 0o1666)),
        ("msgget", (77, 0o1666)),
    ):
        try:
            call(name, *args)
        except OSError:
            pass

    def ignore():
        for number in signal.valid_signals():
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        return [kept, listener]

    # before there are children, which these would hit too
    for number in (signal.SIGALRM, signal.SIGUSR1, signal.SIGKILL):
        on_others(lambda pid, number=number: os.kill(pid, number))
    on_others(lambda pid: os.setpriority(os.PRIO_PROCESS, pid, 19))
    on_others(lambda pid: os.sched_setaffinity(pid, {min(os.sched_getaffinity(0))}))
    stay(ignore, MARK)
    stay(name=MARK)
    rename(MARK)
    os.umask(0)
    os.chdir("/tmp")
    signal.setitimer(signal.ITIMER_REAL, 500)
    for flag in (os.O_ASYNC, os.O_DIRECT, os.O_APPEND):
        set_flag_of_wires(flag)
    output = bridge_pipes()[1]
    fcntl.fcntl(output, fcntl.F_SETFL, fcntl.fcntl(output, fcntl.F_GETFL) | os.O_NONBLOCK)
    on_wires(lambda one: fcntl.flock(one, fcntl.LOCK_EX | fcntl.LOCK_NB))
    on_wires(lambda one: os.fchmod(one, 0o604))


def write(data):
    """Write to the bridge by the pipe itself, which does not wait any more."""
    output = bridge_pipes()[1]
    while data:
        try:
            data = data[os.write(output, data) :]
        except BlockingIOError:
            pass


def end(answer, late):
    """End with this answer, and bytes behind it."""
    write(frame({"type": "done", "exitCode": 0, "result": answer}) + late)
    os.write(min(wires(os.O_WRONLY)), b"d")
    os._exit(0)


first = random.random()
saw = look()
# a container by the start of its first process, and its file system
container = None
if CONTAINER:
    started = text_of("/proc/1/stat").rpartition(")")[2].split()[19]
    container = f"{started} {os.stat('/').st_dev}"
answer = {"nonce": NONCE, "saw": saw, "container": container, "first": first}
if HOSTILE is not None:
    leave()
ready = frame({"type": "ready", "protocol": 4, "python": "3.12.0", "rooms": True}) if CONTAINER else b""
forged = {"type": "done", "exitCode": 0, "result": {"nonce": "forged", "saw": ["a forged end"]}}
if HOSTILE == "look_at_itself":
    answer["saw"] = look()
elif HOSTILE == "half_frame":
    end(answer, frame(bytes(5000))[:3000])
elif HOSTILE == "half_message":
    end(answer, frame(bytes(1000), 1) * 30)
elif HOSTILE == "forged_run":
    end(answer, ready + frame(forged))
elif HOSTILE == "garbage":
    end(answer, b"\xff" * 70_000)
elif HOSTILE == "calls":
    for number in range(100):
        params = {"method": "list_servers", "params": {}}
        write(frame({"type": "call", "id": 900_000 + number, **params}))
elif HOSTILE == "exit":
    sys.exit(7)
elif HOSTILE == "abrupt_exit":
    os._exit(7)
elif HOSTILE == "killed":
    os.kill(os.getpid(), 9)
elif HOSTILE == "bomb":
    import time

    time.sleep(0.3)
    try:
        while os.fork() != 0:
            pass
        time.sleep(20)
        os._exit(0)
    except OSError:
        pass
elif HOSTILE == "memory":
    data = bytearray(900 * 1024 * 1024)
    data[::4096] = b"1" * len(data[::4096])
elif HOSTILE == "timeout":
    while True:
        pass
answer
