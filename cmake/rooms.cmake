# Builds one static library a line of src/modules.txt, and one test program for the *_test.cpp beside the sources.

# The sentences of every room's errors.yaml, as one table inside the program.
function(yici_messages)
  file(GLOB_RECURSE errors CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/errors.yaml ${CMAKE_SOURCE_DIR}/src/*/errors.yaml)
  set(table ${CMAKE_BINARY_DIR}/generated/messages_table.cpp)
  add_custom_command(
    OUTPUT ${table}
    COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/messages.py --cpp ${table} --root ${CMAKE_SOURCE_DIR}
    DEPENDS ${errors} ${CMAKE_SOURCE_DIR}/tools/messages.py
    COMMENT "Collecting error sentences")
  set(YICI_MESSAGES_TABLE ${table} PARENT_SCOPE)
endfunction()

# A room's schema.sql as kSchemaSql in "<room>/schema_sql.h", namespace yici::<last part of the room>.
function(yici_schema target room)
  file(GLOB sql CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${room}/schema.sql)
  if(NOT sql)
    return()
  endif()
  set(header ${CMAKE_BINARY_DIR}/generated/${room}/schema_sql.h)
  set(script ${CMAKE_SOURCE_DIR}/cmake/schema_header.cmake)
  get_filename_component(name ${room} NAME)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DSQL=${sql} -DHEADER=${header} -DROOM=${name} -P ${script}
    DEPENDS ${sql} ${script}
    COMMENT "Embedding src/${room}/schema.sql")
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()

function(yici_rooms)
  file(STRINGS ${CMAKE_SOURCE_DIR}/src/modules.txt lines REGEX "^[a-z]")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/modules.txt)
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([a-z_/0-9]+): *([^|]*)\\|?(.*)$" _ "${line}")
    set(room ${CMAKE_MATCH_1})
    separate_arguments(needs UNIX_COMMAND "${CMAKE_MATCH_2}")
    separate_arguments(packages UNIX_COMMAND "${CMAKE_MATCH_3}")
    string(REPLACE "/" "_" target ${room})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${room}/*.cpp)
    set(tests ${sources})
    list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    if(room STREQUAL "foundation/base")
      list(APPEND sources ${YICI_MESSAGES_TABLE})
    endif()
    if(NOT sources)
      continue()
    endif()
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    yici_schema(${target} ${room})
    foreach(need IN LISTS needs)
      string(REPLACE "/" "_" need_target ${need})
      if(TARGET ${need_target})
        target_link_libraries(${target} PUBLIC ${need_target})
      endif()
    endforeach()
    foreach(package IN LISTS packages)
      target_link_libraries(${target} PUBLIC package_${package})
    endforeach()
    list(APPEND rooms ${target})
    if(tests)
      add_executable(${target}_test ${tests})
      target_link_libraries(${target}_test PRIVATE ${target} test_support GTest::gmock GTest::gtest_main)
      add_test(NAME ${target} COMMAND ${target}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
      set_tests_properties(${target} PROPERTIES LABELS room)
    endif()
  endforeach()
  set(YICI_ROOMS ${rooms} PARENT_SCOPE)
endfunction()
