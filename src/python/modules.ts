/**
 * The Python runtime of a sandbox, as text. The loader starts it; the modules are sent in the `boot`
 * message. `EmbeddedPort` in `loader.py` describes the interface to JavaScript in the embedded engine.
 */

import loader from "./loader.py" with { type: "text" };
import lookAtMounts from "./look_at_mounts.py" with { type: "text" };
import selfTest from "./self_test.py" with { type: "text" };
import runtime from "./sandbox_runtime/__init__.py" with { type: "text" };
import api from "./sandbox_runtime/api.py" with { type: "text" };
import attributeDict from "./sandbox_runtime/attribute_dict.py" with { type: "text" };
import binary from "./sandbox_runtime/binary.py" with { type: "text" };
import blockingChannel from "./sandbox_runtime/blocking_channel.py" with { type: "text" };
import bridge from "./sandbox_runtime/bridge.py" with { type: "text" };
import calls from "./sandbox_runtime/calls.py" with { type: "text" };
import channel from "./sandbox_runtime/channel.py" with { type: "text" };
import console from "./sandbox_runtime/console.py" with { type: "text" };
import contents from "./sandbox_runtime/contents.py" with { type: "text" };
import dataValues from "./sandbox_runtime/data_values.py" with { type: "text" };
import display from "./sandbox_runtime/display.py" with { type: "text" };
import displayBlocks from "./sandbox_runtime/display_blocks.py" with { type: "text" };
import embedded from "./sandbox_runtime/embedded.py" with { type: "text" };
import ending from "./sandbox_runtime/ending.py" with { type: "text" };
import errors from "./sandbox_runtime/errors.py" with { type: "text" };
import failures from "./sandbox_runtime/failures.py" with { type: "text" };
import figureImages from "./sandbox_runtime/figure_images.py" with { type: "text" };
import figures from "./sandbox_runtime/figures.py" with { type: "text" };
import fileHints from "./sandbox_runtime/file_hints.py" with { type: "text" };
import files from "./sandbox_runtime/files.py" with { type: "text" };
import frames from "./sandbox_runtime/frames.py" with { type: "text" };
import fstrings from "./sandbox_runtime/fstrings.py" with { type: "text" };
import hiding from "./sandbox_runtime/hiding.py" with { type: "text" };
import hints from "./sandbox_runtime/hints.py" with { type: "text" };
import idleStatements from "./sandbox_runtime/idle_statements.py" with { type: "text" };
import importHints from "./sandbox_runtime/import_hints.py" with { type: "text" };
import importHooks from "./sandbox_runtime/import_hooks.py" with { type: "text" };
import jsonEncoder from "./sandbox_runtime/json_encoder.py" with { type: "text" };
import jsonForms from "./sandbox_runtime/json_forms.py" with { type: "text" };
import jsonable from "./sandbox_runtime/jsonable.py" with { type: "text" };
import limitHints from "./sandbox_runtime/limit_hints.py" with { type: "text" };
import loops from "./sandbox_runtime/loops.py" with { type: "text" };
import main from "./sandbox_runtime/main.py" with { type: "text" };
import mainModule from "./sandbox_runtime/main_module.py" with { type: "text" };
import media from "./sandbox_runtime/media.py" with { type: "text" };
import modules from "./sandbox_runtime/modules.py" with { type: "text" };
import nameHints from "./sandbox_runtime/name_hints.py" with { type: "text" };
import noThreads from "./sandbox_runtime/no_threads.py" with { type: "text" };
import notebook from "./sandbox_runtime/notebook.py" with { type: "text" };
import output from "./sandbox_runtime/output.py" with { type: "text" };
import packages from "./sandbox_runtime/packages.py" with { type: "text" };
import pipes from "./sandbox_runtime/pipes.py" with { type: "text" };
import program from "./sandbox_runtime/program.py" with { type: "text" };
import programEnds from "./sandbox_runtime/program_ends.py" with { type: "text" };
import pools from "./sandbox_runtime/pools.py" with { type: "text" };
import programShape from "./sandbox_runtime/program_shape.py" with { type: "text" };
import progress from "./sandbox_runtime/progress.py" with { type: "text" };
import proxies from "./sandbox_runtime/proxies.py" with { type: "text" };
import pythonHints from "./sandbox_runtime/python_hints.py" with { type: "text" };
import reader from "./sandbox_runtime/reader.py" with { type: "text" };
import refs from "./sandbox_runtime/refs.py" with { type: "text" };
import repair from "./sandbox_runtime/repair.py" with { type: "text" };
import reset from "./sandbox_runtime/reset.py" with { type: "text" };
import room from "./sandbox_runtime/room.py" with { type: "text" };
import roomEnds from "./sandbox_runtime/room_ends.py" with { type: "text" };
import savedTools from "./sandbox_runtime/saved_tools.py" with { type: "text" };
import settled from "./sandbox_runtime/settled.py" with { type: "text" };
import standing from "./sandbox_runtime/standing.py" with { type: "text" };
import starNames from "./sandbox_runtime/star_names.py" with { type: "text" };
import supervisor from "./sandbox_runtime/supervisor.py" with { type: "text" };
import syntaxHints from "./sandbox_runtime/syntax_hints.py" with { type: "text" };
import textData from "./sandbox_runtime/text_data.py" with { type: "text" };
import textRepairs from "./sandbox_runtime/text_repairs.py" with { type: "text" };
import toolDocs from "./sandbox_runtime/tool_docs.py" with { type: "text" };
import toolHelp from "./sandbox_runtime/tool_help.py" with { type: "text" };
import toolSource from "./sandbox_runtime/tool_source.py" with { type: "text" };
import toolValues from "./sandbox_runtime/tool_values.py" with { type: "text" };
import tracebacks from "./sandbox_runtime/tracebacks.py" with { type: "text" };
import unfinished from "./sandbox_runtime/unfinished.py" with { type: "text" };
import usage from "./sandbox_runtime/usage.py" with { type: "text" };
import valueHints from "./sandbox_runtime/value_hints.py" with { type: "text" };
import values from "./sandbox_runtime/values.py" with { type: "text" };
import watch from "./sandbox_runtime/watch.py" with { type: "text" };
import zygote from "./sandbox_runtime/zygote.py" with { type: "text" };

/**
 * The program that starts Python in a sandbox: `python3 -I -u -c LOADER`. It waits for `boot` on
 * stdin.
 */
export const LOADER: string = loader;

/** The program that tells what confines a container, before {@linkcode LOADER} runs. */
export const SELF_TEST: string = selfTest;

/** The program that tells whether a container sees the directories of `MCP_BRIDGE_MOUNTS`. */
export const LOOK_AT_MOUNTS: string = lookAtMounts;

/** The module that makes a room, which the self-test tries; it imports no other of ours. */
export const ROOM: string = room;

/** The modules of `boot`: source by dotted name, in any order. */
export const RUNTIME_MODULES: Readonly<Record<string, string>> = {
  "sandbox_runtime": runtime,
  "sandbox_runtime.api": api,
  "sandbox_runtime.attribute_dict": attributeDict,
  "sandbox_runtime.binary": binary,
  "sandbox_runtime.blocking_channel": blockingChannel,
  "sandbox_runtime.bridge": bridge,
  "sandbox_runtime.calls": calls,
  "sandbox_runtime.channel": channel,
  "sandbox_runtime.console": console,
  "sandbox_runtime.contents": contents,
  "sandbox_runtime.data_values": dataValues,
  "sandbox_runtime.display": display,
  "sandbox_runtime.display_blocks": displayBlocks,
  "sandbox_runtime.embedded": embedded,
  "sandbox_runtime.ending": ending,
  "sandbox_runtime.errors": errors,
  "sandbox_runtime.failures": failures,
  "sandbox_runtime.figure_images": figureImages,
  "sandbox_runtime.figures": figures,
  "sandbox_runtime.file_hints": fileHints,
  "sandbox_runtime.files": files,
  "sandbox_runtime.frames": frames,
  "sandbox_runtime.fstrings": fstrings,
  "sandbox_runtime.hiding": hiding,
  "sandbox_runtime.hints": hints,
  "sandbox_runtime.idle_statements": idleStatements,
  "sandbox_runtime.import_hints": importHints,
  "sandbox_runtime.import_hooks": importHooks,
  "sandbox_runtime.json_encoder": jsonEncoder,
  "sandbox_runtime.json_forms": jsonForms,
  "sandbox_runtime.jsonable": jsonable,
  "sandbox_runtime.limit_hints": limitHints,
  "sandbox_runtime.loops": loops,
  "sandbox_runtime.main": main,
  "sandbox_runtime.main_module": mainModule,
  "sandbox_runtime.media": media,
  "sandbox_runtime.modules": modules,
  "sandbox_runtime.name_hints": nameHints,
  "sandbox_runtime.no_threads": noThreads,
  "sandbox_runtime.notebook": notebook,
  "sandbox_runtime.output": output,
  "sandbox_runtime.packages": packages,
  "sandbox_runtime.pipes": pipes,
  "sandbox_runtime.program": program,
  "sandbox_runtime.program_ends": programEnds,
  "sandbox_runtime.pools": pools,
  "sandbox_runtime.program_shape": programShape,
  "sandbox_runtime.progress": progress,
  "sandbox_runtime.proxies": proxies,
  "sandbox_runtime.python_hints": pythonHints,
  "sandbox_runtime.reader": reader,
  "sandbox_runtime.refs": refs,
  "sandbox_runtime.repair": repair,
  "sandbox_runtime.reset": reset,
  "sandbox_runtime.room": room,
  "sandbox_runtime.room_ends": roomEnds,
  "sandbox_runtime.saved_tools": savedTools,
  "sandbox_runtime.settled": settled,
  "sandbox_runtime.standing": standing,
  "sandbox_runtime.star_names": starNames,
  "sandbox_runtime.supervisor": supervisor,
  "sandbox_runtime.syntax_hints": syntaxHints,
  "sandbox_runtime.text_data": textData,
  "sandbox_runtime.text_repairs": textRepairs,
  "sandbox_runtime.tool_docs": toolDocs,
  "sandbox_runtime.tool_help": toolHelp,
  "sandbox_runtime.tool_source": toolSource,
  "sandbox_runtime.tool_values": toolValues,
  "sandbox_runtime.tracebacks": tracebacks,
  "sandbox_runtime.unfinished": unfinished,
  "sandbox_runtime.usage": usage,
  "sandbox_runtime.value_hints": valueHints,
  "sandbox_runtime.values": values,
  "sandbox_runtime.watch": watch,
  "sandbox_runtime.zygote": zygote,
};
