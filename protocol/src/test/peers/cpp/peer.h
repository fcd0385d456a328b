// What the peer programs share: types (make, describe, copy), built-in cases, packets.
#pragma once
#include "igtlConfigure.h"
#include "igtlMessageBase.h"
#include "igtlMessageHeader.h"

#include "json.h"

#include <cstdint>
#include <string>
#include <vector>

#if defined(OpenIGTLink_HEADER_VERSION) && OpenIGTLink_HEADER_VERSION >= 2
#define PEER_HAS_HEADER_2 1
#endif

using Bytes = std::vector<unsigned char>;

// One message type of the library: how to make it, print its fields, and set the fields of a new one from a received one.
struct PeerType {
  std::string name;
  igtl::MessageBase::Pointer (*make)();
  void (*describe)(igtl::MessageBase& message, Json& json);
  void (*copy)(igtl::MessageBase& from, igtl::MessageBase& to);
  bool readable = true; // false: the library packs this type but cannot unpack it
};

const std::vector<PeerType>& peerTypes();
// The type of that name on the wire, or null.
const PeerType* findType(const std::string& name);

// Built-in inputs: each case makes one message, the same bytes on every run and machine.
struct PeerCase {
  std::string name;
  igtl::MessageBase::Pointer (*build)(int headerVersion);
};
const std::vector<PeerCase>& peerCases();

// Sets the header's fields (and, for version 2, the metadata and the id) before the content, as the library wants.
void setHeader(igtl::MessageBase& message, int headerVersion, const std::string& device);

Bytes packed(igtl::MessageBase& message);
std::string messageType(igtl::MessageBase& message);

// A received message: its header read by the library, its body unpacked with the CRC checked.
struct Received {
  const PeerType* type;
  igtl::MessageBase::Pointer message;
};
// Throws std::runtime_error with the reason when the library refuses the packet.
Received unpackPacket(const Bytes& header, const Bytes& body);
// Declared body size of a header, read by the library.
uint64_t bodySize(const Bytes& header);

std::string describeMessage(const Received& received);
// A new message with the received one's fields, packed by the library.
Bytes repack(const Received& received);
