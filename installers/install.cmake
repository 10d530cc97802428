# What `cmake --install` and cpack take. Programs that users call are on the PATH; the wrapper is called by clients' files only.
include(GNUInstallDirs)
# Not CMAKE_INSTALL_LIBDIR: the path is written into files, so it is the same on every system.
if(TARGET gatehouse-wrap)
    install(TARGETS gatehouse-wrap RUNTIME DESTINATION lib/gatehouse)
endif()
foreach(program gatehouse gatehouse-cli)
    if(TARGET ${program})
        install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    endif()
endforeach()
