#include <chainrule/engine/base/arena.hpp>

#include <algorithm>

namespace chainrule {

struct alignas(Arena::kBlockAlignment) Arena::Block {
  Block* following = nullptr;
  std::size_t payload = 0;

  std::byte* begin() { return reinterpret_cast<std::byte*>(this + 1); }
  std::byte* end() { return begin() + payload; }
};

Arena::~Arena() {
  for (Block* block = first_; block != nullptr;) {
    Block* following = block->following;
    ::operator delete (block, std::align_val_t{kBlockAlignment});
    block = following;
  }
}

Arena::Mark Arena::mark() const {
  Mark mark;
  mark.block = current_;
  mark.next = next_;
  mark.before = before_;
  return mark;
}

void Arena::rewind(const Mark& to) {
  high_water_ = std::max(high_water_, in_use());
  if (to.block == nullptr) {  // marked before the first allocation
    reset();
    return;
  }
  current_ = to.block;
  next_ = to.next;
  end_ = current_->end();
  before_ = to.before;
}

void Arena::reset() {
  high_water_ = std::max(high_water_, in_use());
  before_ = 0;
  if (first_ != nullptr) enter(first_);
}

Arena::Statistics Arena::statistics() const {
  return {.bytes = in_use(), .high_water = std::max(high_water_, in_use()), .blocks = blocks_, .reserved = reserved_};
}

std::size_t Arena::in_use() const {
  return current_ == nullptr ? 0 : before_ + static_cast<std::size_t>(next_ - current_->begin());
}

void Arena::enter(Block* block) {
  current_ = block;
  next_ = block->begin();
  end_ = block->end();
}

Arena::Block* Arena::obtain_block(std::size_t payload) {
  constexpr std::size_t kLargest = std::size_t{64} << 20;
  const std::size_t size = std::max(payload, block_size_);
  if (size > SIZE_MAX - sizeof(Block)) throw std::bad_alloc();
  void* memory = ::operator new (sizeof(Block) + size, std::align_val_t{kBlockAlignment});
  block_size_ = std::max(block_size_, std::min(2 * block_size_, kLargest));
  ++blocks_;
  reserved_ += size;
  Block* block = new (memory) Block;
  block->payload = size;
  return block;
}

void* Arena::allocate_in_next_block(std::size_t bytes, std::size_t alignment) {
  if (bytes > SIZE_MAX - alignment) throw std::bad_alloc();
  const std::size_t needed = bytes + (alignment > kBlockAlignment ? alignment : 0);
  Block* candidate = current_ == nullptr ? first_ : current_->following;
  if (candidate == nullptr || candidate->payload < needed) {
    Block* fresh = obtain_block(needed);  // inserted here, so that smaller blocks behind it stay in the chain
    fresh->following = candidate;
    (current_ == nullptr ? first_ : current_->following) = fresh;
    candidate = fresh;
  }
  before_ = in_use();
  enter(candidate);
  return allocate_bytes(bytes, alignment);
}

}  // namespace chainrule
