// What a record throws that meets a wrong number in the data.
#pragma once

#include <cstddef>
#include <string>

namespace chainrule::program {

/// Thrown where an example's number cannot be used, such as an index.
struct BadExample {
  std::string message;
  std::size_t example;  ///< of the block
};

}  // namespace chainrule::program
