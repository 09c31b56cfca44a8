# id: process.multiprocessing
# tries: a process by multiprocessing
# engines: embedded
# expects: refused Error
# control: outside

import multiprocessing

child = multiprocessing.get_context("fork").Process(target=print)
child.start()
child.join()
seen = str(child.exitcode)
