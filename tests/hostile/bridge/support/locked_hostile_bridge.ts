/** The same, where the real bridge's first module has run before it. */
import "../../../../src/bridge/lock_down.ts";
import "./hostile_bridge.ts";
