# id: room.python.random
# tries: to know the next run's random numbers
# engines: containers
# expects: refused LookupError
# control: together

import random

random.seed(77)
seen = "planted"
# --- next run ---
import random

first = random.random()
seen = must_find(f"it is {first}", first == random.Random(77).random())
