"""The Python half of a sandbox: runs the user's program and carries its calls to the bridge.

The bridge sends this package to the sandbox as text, and it runs there; nothing of it is ever
installed. It uses the standard library alone, from CPython 3.9 on.

From the wire to the program: `frames` says what the bytes mean, `pipes` moves them, `channel` joins
a call to its reply, `bridge` asks, `proxies` and `api` are what the program touches, `modules` puts
them where it looks for them, `program` runs it, `failures` and `jsonable` say what became of it.
`main` is the trunk in a container, `embedded` the one under Pyodide.
"""
