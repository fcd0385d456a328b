// Memory for the library's buffers, zeroed and with room to spare. Release 1.11 leaves reserved bytes of its messages as it finds
// them, and swaps bytes up to 16 beyond the end of a POSITION without quaternion: with this its bytes are the same on every run.
#include <cstddef>
#include <cstdlib>
#include <new>

void* operator new[](std::size_t size) {
  void* memory = std::calloc(size + 64, 1);
  if (!memory) throw std::bad_alloc();
  return memory;
}
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
