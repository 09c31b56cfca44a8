# id: process.system
# tries: a process by os.system
# engines: embedded
# expects: refused LookupError|Error
# control: outside

seen = must_find("no shell", os.system("true") == 0)
