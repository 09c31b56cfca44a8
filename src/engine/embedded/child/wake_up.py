"""Renews state from the snapshot, and takes the loader out of it.

Each sandbox has its own random seed and start time.
"""

import logging
import random
import sys
import time

random.seed()
logging._startTime = time.time_ns()
boot_embedded = sys.modules.pop("loader").boot_embedded
