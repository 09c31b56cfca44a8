# id: room.others.locks
# tries: to learn which locks the other processes hold
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without pid filter hiding capabilities

import ctypes

head, size = ctypes.c_long(), ctypes.c_long()
worked = []
on_others(
    lambda pid: worked.append(
        syscall("get_robust_list", pid, ctypes.addressof(head), ctypes.addressof(size))
    )
)
seen = must_find("nobody tells", worked)
