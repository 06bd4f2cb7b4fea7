"""escape-check over C++ targets.

The aspect compiles each source once more with the plugin, which puts the graph
of the file into an object. These are actions like any others: cached, and run
wherever Bazel runs actions. The rule reads all graphs and writes one report on
the whole program.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

EscapeInfo = provider(fields = {"objects": "depset: objects with graphs"})

_SOURCES = ("c", "cc", "cpp", "cxx", "C")

def _compile(ctx, toolchain, features, context, source):
    is_c = source.extension == "c"
    flags = ctx.fragments.cpp.copts + (ctx.fragments.cpp.conlyopts if is_c else ctx.fragments.cpp.cxxopts)
    flags = flags + [ctx.expand_make_variables("copts", f, {}) for f in ctx.rule.attr.copts]
    out = ctx.actions.declare_file("_escape/%s/%s.o" % (ctx.label.name, source.short_path))
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = source.path,
        output_file = out.path,
        user_compile_flags = flags,
        include_directories = context.includes,
        quote_include_directories = context.quote_includes,
        system_include_directories = context.system_includes,
        preprocessor_defines = depset(
            getattr(ctx.rule.attr, "local_defines", []),
            transitive = [context.defines, context.local_defines],
        ),
    )
    command = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = ACTION_NAMES.c_compile if is_c else ACTION_NAMES.cpp_compile,
        variables = variables,
    )
    plugin = ctx.file._plugin
    ctx.actions.run(
        # Only Clang of the plugin's own version can load it.
        executable = ctx.attr._clang if is_c else ctx.attr._clangxx,
        arguments = [f for f in command if f not in _GCC_ONLY] + [
            "-w",
            "-fplugin=" + plugin.path,
            "-fplugin-arg-escape-embed",
        ],
        inputs = depset([source, plugin], transitive = [context.headers, toolchain.all_files]),
        outputs = [out],
        env = _ENVIRONMENT,
        mnemonic = "EscapeGraph",
        progress_message = "Reading %s for escape-check" % source.short_path,
    )
    return out

# Each sandbox is another directory, and a header has to be one file in all
# graphs. So paths are those below this one, which each process has.
_ENVIRONMENT = {"PWD": "/proc/self/cwd"}

# Bazel's own toolchain for GCC has it, and Clang does not know it.
_GCC_ONLY = ["-fno-canonical-system-headers"]

def _escape_graphs_impl(target, ctx):
    attr = ctx.rule.attr
    objects = []
    if CcInfo in target and hasattr(attr, "srcs"):
        toolchain = find_cpp_toolchain(ctx)
        features = cc_common.configure_features(
            ctx = ctx,
            cc_toolchain = toolchain,
            requested_features = ctx.features,
            unsupported_features = ctx.disabled_features,
        )
        context = target[CcInfo].compilation_context
        for label in attr.srcs:
            for source in label.files.to_list():
                if source.extension in _SOURCES:
                    objects.append(_compile(ctx, toolchain, features, context, source))
    below = [dep[EscapeInfo].objects for dep in getattr(attr, "deps", []) if EscapeInfo in dep]
    return [EscapeInfo(objects = depset(objects, transitive = below))]

escape_graphs = aspect(
    implementation = _escape_graphs_impl,
    attr_aspects = ["deps"],
    attrs = {
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_plugin": attr.label(default = "@escape_check//:plugin", allow_single_file = True),
        "_clang": attr.string(default = "/usr/bin/clang-22"),
        "_clangxx": attr.string(default = "/usr/bin/clang++-22"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    incompatible_use_toolchain_transition = True,
)

def _escape_report_impl(ctx):
    report = ctx.actions.declare_file(ctx.label.name + ".txt")
    objects = depset(transitive = [dep[EscapeInfo].objects for dep in ctx.attr.deps])
    options = ctx.actions.args()
    options.add_all(["-j", str(ctx.attr.jobs), "-o", report])
    options.add_all(ctx.attr.options)
    options.add("--link")
    files = ctx.actions.args()
    files.add_all(objects)
    files.set_param_file_format("multiline")
    files.use_param_file("@%s", use_always = True)
    ctx.actions.run(
        executable = ctx.executable._escape_check,
        arguments = [options, files],
        inputs = objects,
        outputs = [report],
        env = _ENVIRONMENT,
        mnemonic = "EscapeReport",
        progress_message = "Following pointers through %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([report]))]

escape_report = rule(
    implementation = _escape_report_impl,
    attrs = {
        "deps": attr.label_list(aspects = [escape_graphs], providers = [EscapeInfo]),
        "jobs": attr.int(default = 1),
        "options": attr.string_list(default = ["-m"]),
        "_escape_check": attr.label(
            default = "@escape_check//:escape-check",
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
    },
)
