# id: room.python.policy
# tries: to choose the event loops of the next run
# engines: containers
# expects: refused LookupError
# control: together

import asyncio


class LeftBehind(asyncio.DefaultEventLoopPolicy):
    pass


asyncio.set_event_loop_policy(LeftBehind())
seen = "planted"
# --- next run ---
import asyncio

name = type(asyncio.get_event_loop_policy()).__name__
seen = must_find(f"it is {name}", name == "LeftBehind")
