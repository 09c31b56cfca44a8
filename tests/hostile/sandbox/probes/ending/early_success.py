# id: ending.early_success
# tries: an exit status of success before the end
# engines: all
# expects: ends exit 0
# control: outside
# alone: yes

child = os.fork() if TARGET["directory"] == os.getcwd() else 0
if child == 0:
    os._exit(0)
seen = f"a status of {os.waitpid(child, 0)[1]} is success outside"
