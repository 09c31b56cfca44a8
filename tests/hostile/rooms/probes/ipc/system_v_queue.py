# id: room.ipc.system_v_queue
# tries: a System V message for the next run
# engines: containers
# expects: refused ENOENT|EPERM|ENOSYS
# control: rooms without ipc

import ctypes

queue = call("msgget", 77, 0o1666)
call("msgsnd", queue, ctypes.c_char_p(bytes(7) + b"\1left"), 4, 0)
seen = "planted"
# --- next run ---
import ctypes

queue = call("msgget", 77, 0)
text = ctypes.create_string_buffer(64)
call("msgrcv", queue, text, 32, 0, 0o4000)
seen = str(text.raw[8:12])
