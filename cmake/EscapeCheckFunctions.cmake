# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.

# Sets RESULT to the languages whose compiler can load the plugin, and warns of
# the others, once for each project.
function(_escape_check_languages RESULT)
  get_property(ENABLED GLOBAL PROPERTY ENABLED_LANGUAGES)
  get_property(WARNED GLOBAL PROPERTY _ESCAPE_CHECK_WARNED)
  set(FIT "")
  foreach(LANGUAGE C CXX)
    set(COMPILER "${CMAKE_${LANGUAGE}_COMPILER_ID} ${CMAKE_${LANGUAGE}_COMPILER_VERSION}")
    if(NOT LANGUAGE IN_LIST ENABLED)
      continue()
    elseif(COMPILER STREQUAL "Clang ${EscapeCheck_CLANG_VERSION}")
      list(APPEND FIT ${LANGUAGE})
    elseif(NOT LANGUAGE IN_LIST WARNED)
      set_property(GLOBAL APPEND PROPERTY _ESCAPE_CHECK_WARNED ${LANGUAGE})
      message(WARNING "escape-check's plugin needs Clang ${EscapeCheck_CLANG_VERSION}; "
        "CMAKE_${LANGUAGE}_COMPILER is ${COMPILER}. ${LANGUAGE} is compiled without the plugin.")
    endif()
  endforeach()
  set(${RESULT} "${FIT}" PARENT_SCOPE)
endfunction()

# Called at the end of a directory, when its targets have all their sources.
function(_escape_check_depend TARGET)
  get_target_property(SOURCES ${TARGET} SOURCES)
  get_target_property(DIRECTORY ${TARGET} SOURCE_DIR)
  if(NOT SOURCES)
    return()
  endif()
  list(FILTER SOURCES EXCLUDE REGEX "\\$<")
  list(TRANSFORM SOURCES PREPEND "${DIRECTORY}/" REGEX "^[^/]")
  set_property(SOURCE ${SOURCES} TARGET_DIRECTORY ${TARGET}
    APPEND PROPERTY OBJECT_DEPENDS "${EscapeCheck_PLUGIN}")
endfunction()

# escape_check_target(<target> [EMBED])
#
# Compiles the C and C++ files of the target with the plugin. With EMBED the
# objects carry their graphs, for escape-check --link. They are compiled anew
# when the plugin changes.
function(escape_check_target TARGET)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "EMBED" "" "")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "escape_check_target: unknown argument ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  _escape_check_languages(LANGUAGES)
  if(NOT LANGUAGES)
    return()
  endif()
  list(JOIN LANGUAGES "," LANGUAGES)
  set(OPTIONS "-fplugin=${EscapeCheck_PLUGIN}")
  if(ARG_EMBED)
    list(APPEND OPTIONS -fplugin-arg-escape-embed)
  endif()
  target_compile_options(${TARGET} PRIVATE "$<$<COMPILE_LANGUAGE:${LANGUAGES}>:${OPTIONS}>")
  cmake_language(EVAL CODE "cmake_language(DEFER CALL _escape_check_depend [[${TARGET}]])")
endfunction()

# escape_check_report(<name> [TARGETS <target>...] [ARGS <argument>...])
#
# Adds a target that runs escape-check: over the objects of the targets, which
# are built first and need escape_check_target(... EMBED); without TARGETS over
# the compile database of this build.
function(escape_check_report NAME)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "TARGETS;ARGS")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "escape_check_report: unknown argument ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(ARG_TARGETS)
    # A command line may be too short for the objects of a large program.
    set(FILE "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${NAME}.dir/objects$<CONFIG>.rsp")
    set(OBJECTS "")
    foreach(TARGET ${ARG_TARGETS})
      # Some generators count a precompiled header among the objects.
      set(LIST "$<FILTER:$<TARGET_OBJECTS:${TARGET}>,EXCLUDE,[.]pch$>")
      string(APPEND OBJECTS "\"$<JOIN:${LIST},\"\n\">\"\n")
    endforeach()
    file(GENERATE OUTPUT "${FILE}" CONTENT "${OBJECTS}")
    set(INPUT --link "@${FILE}")
  else()
    if(NOT CMAKE_EXPORT_COMPILE_COMMANDS)
      message(WARNING "escape_check_report(${NAME}): without CMAKE_EXPORT_COMPILE_COMMANDS there is no compile database")
    endif()
    set(INPUT -p "${CMAKE_BINARY_DIR}")
  endif()
  add_custom_target(${NAME}
    COMMAND EscapeCheck::escape-check ${ARG_ARGS} ${INPUT}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" VERBATIM USES_TERMINAL)
  if(ARG_TARGETS)
    add_dependencies(${NAME} ${ARG_TARGETS})
  endif()
endfunction()
