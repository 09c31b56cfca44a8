# id: room.wire.unread_replies
# tries: replies that nobody reads to their end
# engines: containers
# expects: refused LookupError: it is this program
# control: rooms without tokens

import select

descriptor, output = bridge_pipes()
for number in range(200):
    call_ = {"type": "call", "id": 900_000 + number, "method": "list_servers", "params": {}}
    os.write(output, frame(call_))
select.select([descriptor], [], [], 10)
os.read(descriptor, 3)
seen = "planted"
# --- next run ---
raise LookupError("it is this program")
