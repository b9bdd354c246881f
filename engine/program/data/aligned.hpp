// Numbers that begin on a cache line.
#pragma once

#include <chainrule/engine/base/arena.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace chainrule::program {

template <class Real> class AlignedNumbers {
 public:
  AlignedNumbers() = default;
  /// All zeros.
  explicit AlignedNumbers(std::size_t count)
      : memory_(std::make_unique<Real[]>(count + Arena::kBlockAlignment / sizeof(Real))), count_(count) {
    void* place = memory_.get();
    std::size_t room = (count + Arena::kBlockAlignment / sizeof(Real)) * sizeof(Real);
    first_ = static_cast<Real*>(std::align(Arena::kBlockAlignment, count * sizeof(Real), place, room));
  }

  Real* data() const { return first_; }
  std::size_t size() const { return count_; }
  std::span<Real> span() const { return {first_, count_}; }

 private:
  std::unique_ptr<Real[]> memory_;
  Real* first_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace chainrule::program
