# id: code.emscripten_script
# tries: code by Emscripten's own function
# engines: embedded
# expects: ends exit 134
# control: unlocked
# alone: yes

import ctypes

seen = str(ctypes.CDLL(None).emscripten_run_script_int(b"1 + 1"))
