# id: room.others.read
# tries: to copy memory of the other processes
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without pid filter hiding capabilities

import ctypes
import struct

here = ctypes.create_string_buffer(16)
local = struct.pack("PN", ctypes.addressof(here), 16)
worked = []


def copy(pid):
    # all are copies of one process, so that an address here is one there
    remote = struct.pack("PN", id(None), 16)
    worked.append(syscall("process_vm_readv", pid, local, 1, remote, 1, 0))


on_others(copy)
seen = must_find("none can be read", worked)
