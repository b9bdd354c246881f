// Memory for numbers that vector instructions read: it begins at a cache line.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace chainrule::references {

template <class T> struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{128};

  AlignedAllocator() = default;
  template <class U> AlignedAllocator(const AlignedAllocator<U>&) {}  // NOLINT
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kAlignment)); }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, kAlignment); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }
};

template <class T> using Aligned = std::vector<T, AlignedAllocator<T>>;
using Numbers = Aligned<double>;

/// More lanes than any target has; counts that are padded are padded to a multiple of it.
inline constexpr std::size_t kMostLanes = 8;
inline std::size_t padded(std::size_t count, std::size_t to = kMostLanes) { return (count + to - 1) / to * to; }

}  // namespace chainrule::references
