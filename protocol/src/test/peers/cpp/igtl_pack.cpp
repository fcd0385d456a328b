// igtl_pack [--header 1|2] [--describe] [--out DIR] [CASE...]: packs built-in cases (all when none is named) with the C++ library.
// Packets go to standard output one after the other, or each to DIR/CASE.bin; --describe prints the inputs, a JSON line a case.
#include "peer.h"

#include <cstdio>
#include <cstring>
#include <set>

int main(int argc, char** argv) {
  int headerVersion = 1;
  bool describe = false, list = false;
  std::string out;
  std::set<std::string> wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--header" && i + 1 < argc) headerVersion = std::atoi(argv[++i]);
    else if (argument == "--describe") describe = true;
    else if (argument == "--list") list = true;
    else if (argument == "--out" && i + 1 < argc) out = argv[++i];
    else wanted.insert(argument);
  }
#ifndef PEER_HAS_HEADER_2
  if (headerVersion != 1) { std::fprintf(stderr, "this library packs header version 1 only\n"); return 64; }
#endif
  const bool all = wanted.empty();
  for (const PeerCase& one : peerCases()) {
    if (!all && !wanted.erase(one.name)) continue;
    if (list) { std::printf("%s\n", one.name.c_str()); continue; }
    igtl::MessageBase::Pointer message = one.build(headerVersion);
    const Bytes bytes = packed(*message);
    if (describe) {
      if (!findType(messageType(*message))->readable) continue;
      const Bytes header(bytes.begin(), bytes.begin() + 58), body(bytes.begin() + 58, bytes.end());
      std::printf("{\"case\":%s,\"message\":%s}\n", Json::quoted(one.name).c_str(), describeMessage(unpackPacket(header, body)).c_str());
      continue;
    }
    FILE* file = out.empty() ? stdout : std::fopen((out + "/" + one.name + ".bin").c_str(), "wb");
    if (!file || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) { std::perror(one.name.c_str()); return 74; }
    if (file != stdout) std::fclose(file);
  }
  for (const std::string& name : wanted) { std::fprintf(stderr, "no case %s\n", name.c_str()); return 64; }
  return 0;
}
