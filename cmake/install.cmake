include(GNUInstallDirs)
install(TARGETS sluice-server sluice-client sluice-eval sluice-plot RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
# The README links to these by the same relative paths.
install(DIRECTORY configs deploy docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
