"""Renews state from the snapshot: each sandbox has its own random seed and start time."""

import logging
import random
import time

random.seed()
logging._startTime = time.time_ns()
