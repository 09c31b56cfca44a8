"""Renews what the snapshot froze: each sandbox has its own randomness and beginning of time."""

import logging
import random
import time

random.seed()
logging._startTime = time.time_ns()
