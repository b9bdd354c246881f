// An append-only list in an arena.
#pragma once

#include <chainrule/engine/base/arena.hpp>
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace chainrule {

/// Elements never move: segments double in size, so element i is found from the bits of i, without a search and without
/// the copying that a growing vector would cost. `T` is trivial, as the arena runs no destructors.
template <class T> class Sequence {
  static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
  static constexpr int kFirstBits = 6;
  static constexpr std::size_t kFirst = std::size_t{1} << kFirstBits;  // elements in the first segment

 public:
  explicit Sequence(Arena& arena) : arena_(&arena) {}

  std::size_t size() const { return (reinterpret_cast<std::uintptr_t>(next_) - origin_) / sizeof(T); }

  /// Appends and returns the element's place, which stays valid as long as the arena does.
  T& push_back(const T& element) {
    T* place = append();
    *place = element;
    return *place;
  }

  /// Appends an element for the caller to write.
  T* append() {
    if (next_ == end_) open_segment();
    return next_++;
  }

  T& operator[](std::size_t index) { return *place(index); }
  const T& operator[](std::size_t index) const { return *place(index); }

  /// Like [], but faster for an element of the last segment, which holds about half of all.
  const T& recent(std::size_t index) const {
    const std::uintptr_t address = origin_ + index * sizeof(T);
    return address >= last_ ? *reinterpret_cast<const T*>(address) : *place(index);
  }

  /// Elements that lie one after another.
  struct Run {
    std::size_t first = 0;
    const T* elements = nullptr;
    std::size_t count = 0;
  };

  /// The longest run from element `begin` on, before `end`.
  Run run_from(std::size_t begin, std::size_t end) const {
    const int segment = segment_of(begin);
    const std::size_t start = start_of(segment);
    const std::size_t stop = std::min(end, start + (kFirst << segment));
    return {begin, segments_[static_cast<std::size_t>(segment)] + (begin - start), stop - begin};
  }

  /// The longest run that ends before element `end`, from `begin` on.
  Run run_before(std::size_t begin, std::size_t end) const {
    const int segment = segment_of(end - 1);
    const std::size_t start = start_of(segment);
    const std::size_t first = std::max(begin, start);
    return {first, segments_[static_cast<std::size_t>(segment)] + (first - start), end - first};
  }

 private:
  static int segment_of(std::size_t index) { return bits_of(index + kFirst) - 1 - kFirstBits; }
  static constexpr int bits_of(std::size_t value) { return static_cast<int>(std::bit_width(value)); }
  static std::size_t start_of(int segment) { return (kFirst << segment) - kFirst; }

  T* place(std::size_t index) const {
    const int segment = segment_of(index);
    return segments_[static_cast<std::size_t>(segment)] + (index - start_of(segment));
  }

  void open_segment() {
    const std::size_t start = size();
    const auto segment = static_cast<std::size_t>(segment_of(start));
    const std::size_t capacity = kFirst << segment;
    segments_[segment] = arena_->allocate_array<T>(capacity, std::max(alignof(T), std::size_t{16})).data();
    next_ = segments_[segment];
    end_ = next_ + capacity;
    last_ = reinterpret_cast<std::uintptr_t>(next_);
    origin_ = last_ - start * sizeof(T);
  }

  Arena* arena_;
  T* next_ = nullptr;
  T* end_ = nullptr;
  std::uintptr_t last_ = 0;    // where the last segment starts
  std::uintptr_t origin_ = 0;  // where element 0 would be if the last segment went on to the front
  std::array<T*, 40> segments_{};
};

}  // namespace chainrule
