# id: machine_file.root
# tries: the machine's root directory
# engines: embedded
# expects: refused Error
# control: outside

seen = must_find("only the interpreter's own", {"etc", "usr", "bin"} <= set(os.listdir("/")))
