# What `cmake --install` and cpack take. Programs that users call are on the PATH; the wrapper is called by clients' files only.
include(GNUInstallDirs)
# Not CMAKE_INSTALL_LIBDIR: the path is written into clients' files (core/clients/wrapper_install.h), so it is the same everywhere.
if(TARGET gatehouse-wrap)
    install(TARGETS gatehouse-wrap RUNTIME DESTINATION lib/gatehouse)
endif()
if(TARGET gatehouse-restore)
    # Beside the wrapper, so that it is found where the clients' files point to.
    install(TARGETS gatehouse-restore RUNTIME DESTINATION lib/gatehouse)
endif()
if(TARGET gatehouse-cli)
    install(TARGETS gatehouse-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET gatehouse)
    install(TARGETS gatehouse RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    install(FILES installers/desktop/gatehouse.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
    install(FILES resources/icons/gatehouse.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()
include(${CMAKE_CURRENT_LIST_DIR}/cpack.cmake)
