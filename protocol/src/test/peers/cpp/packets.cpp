#include "peer.h"

#include <cstring>
#include <stdexcept>

namespace {
constexpr size_t kHeaderSize = 58;

igtl::MessageHeader::Pointer readHeader(const Bytes& bytes) {
  igtl::MessageHeader::Pointer header = igtl::MessageHeader::New();
  header->InitPack();
  std::memcpy(header->GetPackPointer(), bytes.data(), kHeaderSize);
  header->Unpack();
  return header;
}

} // namespace

std::string messageType(igtl::MessageBase& message) {
#ifdef PEER_HAS_HEADER_2
  return message.GetMessageType();
#else
  return message.GetDeviceType();
#endif
}

Bytes packed(igtl::MessageBase& message) {
  message.Pack();
  const unsigned char* bytes = static_cast<const unsigned char*>(message.GetPackPointer());
  return Bytes(bytes, bytes + message.GetPackSize());
}

uint64_t bodySize(const Bytes& header) { return static_cast<uint64_t>(readHeader(header)->GetBodySizeToRead()); }

Received unpackPacket(const Bytes& headerBytes, const Bytes& body) {
  igtl::MessageHeader::Pointer header = readHeader(headerBytes);
  const std::string name = messageType(*header);
  const PeerType* type = findType(name);
  if (!type) throw std::runtime_error("the library has no type " + name);
  if (!type->readable) throw std::runtime_error("the library cannot unpack " + name);
  igtl::MessageBase::Pointer message = type->make();
  message->SetMessageHeader(header);
  message->AllocatePack();
  if (!body.empty()) std::memcpy(message->GetPackBodyPointer(), body.data(), body.size());
  const int result = message->Unpack(1);
  if (!body.empty() && !(result & igtl::MessageHeader::UNPACK_BODY))
    throw std::runtime_error("the library refused the body of " + name + " (checksum or content)");
  return {type, message};
}

std::string describeMessage(const Received& received) {
  igtl::MessageBase& message = *received.message;
  unsigned int seconds = 0, fraction = 0;
  message.GetTimeStamp(&seconds, &fraction);
  Json json;
  json.text("type", received.type->name).text("device", message.GetDeviceName());
  json.num("seconds", seconds).num("fraction", fraction);
#ifdef PEER_HAS_HEADER_2
  if (message.GetHeaderVersion() >= 2) {
    json.num("version", static_cast<int>(message.GetHeaderVersion())).num("id", message.GetMessageID());
    std::vector<Json> entries;
    for (const auto& entry : message.GetMetaData()) {
      Json item;
      item.text("key", entry.first).num("encoding", static_cast<int>(entry.second.first)).text("value", entry.second.second);
      entries.push_back(item);
    }
    json.raw("metadata", Json::objects(entries));
  }
#endif
  received.type->describe(message, json);
  return json.str();
}

Bytes repack(const Received& received) {
  igtl::MessageBase& from = *received.message;
  igtl::MessageBase::Pointer to = received.type->make();
#ifdef PEER_HAS_HEADER_2
  to->SetHeaderVersion(from.GetHeaderVersion());
  to->SetMessageID(from.GetMessageID());
  for (const auto& entry : from.GetMetaData()) to->SetMetaDataElement(entry.first, entry.second.first, entry.second.second);
#endif
  unsigned int seconds = 0, fraction = 0;
  from.GetTimeStamp(&seconds, &fraction);
  to->SetTimeStamp(seconds, fraction);
  to->SetDeviceName(from.GetDeviceName());
  received.type->copy(from, *to);
  return packed(*to);
}
