// A library that is loaded when it is first needed, not whenever the program starts.
#pragma once

#include <dlfcn.h>

#include <initializer_list>

namespace chainrule {

/// It stays loaded: what is found in it is good for as long as the process lives.
class SharedLibrary {
 public:
  /// The first that can be loaded of these; a name without a folder is sought where the system keeps its libraries.
  explicit SharedLibrary(std::initializer_list<const char*> places) {
    for (const char* const place : places)
      if (handle_ == nullptr) handle_ = dlopen(place, RTLD_NOW | RTLD_LOCAL);
  }

  bool is_there() const { return handle_ != nullptr; }
  /// The address of a function or variable, as a pointer of type P; null if there is none of that name.
  template <class P> P find(const char* name) const {
    return handle_ == nullptr ? nullptr : reinterpret_cast<P>(dlsym(handle_, name));
  }

 private:
  void* handle_ = nullptr;
};

}  // namespace chainrule
