# gatehouse_embed(OUTPUT FUNCTION TYPE HEADER FILES…): writes a source at build time whose FUNCTION gives every file's name and
# bytes as a std::vector<TYPE>. Run as a script (cmake -P) it does the writing.
if(NOT CMAKE_SCRIPT_MODE_FILE)
    set(GATEHOUSE_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
    function(gatehouse_embed output function type header)
        add_custom_command(OUTPUT ${output}
            COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${output}" "-DFUNCTION=${function}" "-DTYPE=${type}" "-DHEADER=${header}"
                "-DFILES=${ARGN}" -P ${GATEHOUSE_EMBED_SCRIPT}
            DEPENDS ${ARGN} ${GATEHOUSE_EMBED_SCRIPT} VERBATIM)
    endfunction()
    return()
endif()

string(REGEX MATCH "^(.*)::([^:]+)$" matched "${FUNCTION}")
set(source "#include \"${HEADER}\"\n\nnamespace ${CMAKE_MATCH_1} {\nnamespace {\n\n")
set(function ${CMAKE_MATCH_2})
set(rows "")
set(index 0)
foreach(file IN LISTS FILES)
    file(READ ${file} bytes HEX)
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
    string(REGEX REPLACE "(('[^']+',){16})" "\\1\n    " bytes "${bytes}")
    get_filename_component(name ${file} NAME)
    string(APPEND source "constexpr char kBytes${index}[] = {\n    ${bytes}'\\0'};\n\n")
    string(APPEND rows "        {\"${name}\", {kBytes${index}, sizeof(kBytes${index}) - 1}},\n")
    math(EXPR index "${index} + 1")
endforeach()
string(APPEND source "} // namespace\n\nconst std::vector<${TYPE}>& ${function}()\n{\n")
string(APPEND source "    static const std::vector<${TYPE}> kFiles{\n${rows}    };\n    return kFiles;\n}\n\n")
string(APPEND source "} // namespace ${CMAKE_MATCH_1}\n")
file(WRITE ${OUTPUT} "${source}")
