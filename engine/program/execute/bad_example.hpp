// What a record throws that meets a wrong number in the data.
#pragma once

#include <cstddef>
#include <string>

namespace chainrule::program {

struct BadExample {
  std::string message;
  std::size_t example;  ///< of the block
};

}  // namespace chainrule::program
