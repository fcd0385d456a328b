// igtl_unpack [--repack] < packets: unpacks each packet with the C++ library, its CRC checked, and prints its fields, a JSON line
// a message; with --repack it sets those fields on a new message and writes what the library packs from it.
// Exit status 2, with the reason on standard error, on the first packet that the library refuses.
#include "peer.h"

#include <cstdio>
#include <stdexcept>

namespace {
// False at a clean end of input; a half-read buffer throws.
bool readFully(Bytes& into) {
  size_t done = 0;
  while (done < into.size()) {
    const size_t n = std::fread(into.data() + done, 1, into.size() - done, stdin);
    if (n == 0) {
      if (done == 0) return false;
      throw std::runtime_error("input ends inside a packet");
    }
    done += n;
  }
  return true;
}
} // namespace

int main(int argc, char** argv) {
  const bool repacking = argc > 1 && std::string(argv[1]) == "--repack";
  int index = 0;
  try {
    for (Bytes header(58); readFully(header); ++index) {
      Bytes body(bodySize(header));
      if (!body.empty() && !readFully(body)) throw std::runtime_error("input ends before the body");
      const Received received = unpackPacket(header, body);
      if (repacking) {
        const Bytes bytes = repack(received);
        std::fwrite(bytes.data(), 1, bytes.size(), stdout);
      } else {
        std::printf("%s\n", describeMessage(received).c_str());
      }
    }
  } catch (const std::exception& e) {
    std::fflush(stdout);
    std::fprintf(stderr, "packet %d: %s\n", index, e.what());
    return 2;
  }
  return 0;
}
