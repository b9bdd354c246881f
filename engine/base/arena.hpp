// Memory for what lives and dies together: a graph's nodes, a sweep's numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <new>
#include <span>
#include <type_traits>

namespace chainrule {

/// An aligned bump allocator over a chain of blocks. Allocation moves a pointer; `mark`, `rewind` and `reset` are O(1)
/// and keep every block for reuse, so a loop that resets its arena stops asking the system for memory after its first
/// round. Not for use from several threads at once. Destructors of what lives in it are never run.
class Arena final : public std::pmr::memory_resource {
  struct Block;

 public:
  /// Every block starts on a cache line, so vectors of any width may be loaded from its start.
  static constexpr std::size_t kBlockAlignment = 64;

  struct Statistics {
    std::size_t bytes = 0;       ///< in use now, padding for alignment included
    std::size_t high_water = 0;  ///< the most that was ever in use
    std::size_t blocks = 0;      ///< blocks obtained from the system
    std::size_t reserved = 0;    ///< bytes in those blocks
  };

  /// A place to rewind to. It is invalidated by rewinding to an earlier one.
  class Mark {
    friend class Arena;
    Block* block = nullptr;
    std::byte* next = nullptr;
    std::size_t before = 0;
  };

  /// The first block holds `first_block` bytes; each further one is twice as large, up to 64 MiB or what is asked for.
  explicit Arena(std::size_t first_block = 4096) : block_size_(first_block < 256 ? 256 : first_block) {}
  ~Arena() override;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Uninitialised memory; `alignment` is a power of two. Throws std::bad_alloc when the system has no more.
  void* allocate_bytes(std::size_t bytes, std::size_t alignment) {
    const auto address = reinterpret_cast<std::uintptr_t>(next_);
    const std::size_t padding = (0 - address) & (alignment - 1);
    const auto left = static_cast<std::size_t>(end_ - next_);
    if (padding > left || bytes > left - padding) return allocate_in_next_block(bytes, alignment);
    std::byte* result = next_ + padding;
    next_ = result + bytes;
    return result;
  }

  /// Uninitialised room for `count` objects that need no destructor.
  template <class T> std::span<T> allocate_array(std::size_t count, std::size_t alignment = alignof(T)) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    if (count > SIZE_MAX / sizeof(T)) throw std::bad_alloc();
    return {static_cast<T*>(allocate_bytes(count * sizeof(T), alignment)), count};
  }

  Mark mark() const;
  void rewind(const Mark& to);
  void reset();
  Statistics statistics() const;

 private:
  void* allocate_in_next_block(std::size_t bytes, std::size_t alignment);
  Block* obtain_block(std::size_t payload);
  void enter(Block* block);
  std::size_t in_use() const;

  void* do_allocate(std::size_t bytes, std::size_t alignment) override { return allocate_bytes(bytes, alignment); }
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

  Block* first_ = nullptr;
  Block* current_ = nullptr;
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t before_ = 0;  // bytes used in the blocks before the current one
  std::size_t block_size_;
  std::size_t high_water_ = 0;
  std::size_t blocks_ = 0;
  std::size_t reserved_ = 0;
};

/// Gives back, at the end of its life, what was allocated during it.
class Scratch {
 public:
  explicit Scratch(Arena& arena) : arena_(arena), mark_(arena.mark()) {}
  ~Scratch() { arena_.rewind(mark_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  Arena& arena_;
  Arena::Mark mark_;
};

}  // namespace chainrule
