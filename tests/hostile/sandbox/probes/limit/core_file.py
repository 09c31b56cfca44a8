# id: limit.core_file
# tries: a core file
# engines: containers
# expects: refused LookupError
# control: without ulimits

import resource

seen = must_find("no core file may be written", resource.getrlimit(resource.RLIMIT_CORE)[1])
