<<<<<<<< HEAD:cmake/Embed.cmake
# Writes text files as C++ string literals: {name, text}, …
========
# Writes files as C++ string literals: {name, text}, …
>>>>>>>> 93c47de4ee53dbf497f7dac946e65a77d4ba6fd6:cmake/EmbedFiles.cmake
# Takes OUT (the file to write) and FILES (a list). Each line becomes a literal
# of its own: compilers limit how long one may be.
set(TEXT "")
foreach(FILE ${FILES})
  get_filename_component(NAME ${FILE} NAME)
  file(READ ${FILE} CONTENT)
  string(REPLACE "\n" "\\n)~\"\nR\"~(" CONTENT "${CONTENT}")
  string(REPLACE "\\n)~\"" ")~\" \"\\n\"" CONTENT "${CONTENT}")
  string(APPEND TEXT "{\"${NAME}\",\nR\"~(${CONTENT})~\"},\n")
endforeach()
file(WRITE ${OUT} "${TEXT}")
