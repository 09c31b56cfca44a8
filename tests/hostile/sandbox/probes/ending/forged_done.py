# id: ending.forged_done
# tries: to forge the message of the end on every descriptor
# engines: all
# expects: ends error|exit 7
# control: outside
# alone: yes

import struct

payload = json.dumps({"type": "done", "exitCode": 0, "result": "all is well"}).encode()
frame = struct.pack(">IB", len(payload), 0) + payload
accepted = 0
reading, writing = os.pipe()
# outside there is nobody to deceive: a pipe of one's own shows that bytes are taken
outside = TARGET["directory"] == os.getcwd()
for descriptor in [writing] if outside else [*range(3, 256), 1, 2]:
    try:
        os.write(descriptor, frame)
        accepted += 1
    except OSError:
        pass
if not outside:
    os._exit(7)
seen = f"{accepted} descriptors take the bytes outside"
