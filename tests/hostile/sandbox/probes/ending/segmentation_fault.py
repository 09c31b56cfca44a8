# id: ending.segmentation_fault
# tries: to end by a fault of memory
# engines: containers
# expects: ends killed 139
# control: outside
# alone: yes

import ctypes
import resource

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
child = os.fork() if TARGET["directory"] == os.getcwd() else 0
if child == 0:
    ctypes.string_at(0)
seen = f"a status of {os.waitpid(child, 0)[1]} outside"
