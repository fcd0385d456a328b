// igtl_bench [SECONDS]: rates of the C++ library, one "name value" a line: bytes or messages a second. Each is timed for about SECONDS.
// Packing counts what the library alone does: the pixels already lie in the message. Unpacking likewise: the bytes already lie in its
// buffer. Over loopback a sender copies its voxels into the message, packs and sends, and a receiver reads and unpacks, both with CRC.
#include "peer.h"

#include "igtlClientSocket.h"
#include "igtlImageMessage.h"
#include "igtlServerSocket.h"
#include "igtl_util.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <thread>

namespace {
using Clock = std::chrono::steady_clock;
double seconds(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

struct Shape {
  const char* name;
  int size[3];
  int scalar;
  int bytesPerVoxel;
  size_t bytes() const { return static_cast<size_t>(size[0]) * size[1] * size[2] * bytesPerVoxel; }
};
const Shape kVolume = {"volume256", {256, 256, 256}, igtl::ImageMessage::TYPE_INT16, 2};
const Shape kFrame = {"frame512", {512, 512, 1}, igtl::ImageMessage::TYPE_UINT8, 1};

igtl::ImageMessage::Pointer message(const Shape& shape) {
  igtl::ImageMessage::Pointer image = igtl::ImageMessage::New();
  image->SetDeviceName("Bench");
  image->SetDimensions(shape.size[0], shape.size[1], shape.size[2]);
  image->SetNumComponents(1);
  image->SetSpacing(1, 1, 1);
  image->SetScalarType(shape.scalar);
  image->SetEndian(igtl::ImageMessage::ENDIAN_LITTLE);
  image->AllocateScalars();
  return image;
}

Bytes voxels(const Shape& shape) {
  Bytes bytes(shape.bytes());
  uint32_t state = 12345;
  for (unsigned char& byte : bytes) { state = state * 1664525u + 1013904223u; byte = static_cast<unsigned char>(state >> 24); }
  return bytes;
}

void crcRate(double limit) {
  const Bytes bytes = voxels(kVolume);
  uint64_t done = 0;
  volatile igtl_uint64 crc = 0;
  const Clock::time_point from = Clock::now();
  do { crc = crc64(const_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), 0); done += bytes.size(); } while (seconds(from) < limit);
  std::printf("crc64_bytes %.6g\n", static_cast<double>(done) / seconds(from));
}

void packRate(const Shape& shape, double limit) {
  const Bytes source = voxels(shape);
  uint64_t count = 0;
  double spent = 0;
  do {
    igtl::ImageMessage::Pointer image = message(shape);
    std::memcpy(image->GetScalarPointer(), source.data(), source.size());
    const Clock::time_point from = Clock::now();
    image->Pack();
    spent += seconds(from);
    ++count;
  } while (spent < limit);
  std::printf("pack_%s %.6g\n", shape.name, static_cast<double>(count) / spent);
}

void unpackRate(const Shape& shape, double limit) {
  igtl::ImageMessage::Pointer sent = message(shape);
  std::memcpy(sent->GetScalarPointer(), voxels(shape).data(), shape.bytes());
  const Bytes packet = packed(*sent);
  uint64_t count = 0;
  double spent = 0;
  do {
    igtl::MessageHeader::Pointer header = igtl::MessageHeader::New();
    header->InitPack();
    std::memcpy(header->GetPackPointer(), packet.data(), 58);
    header->Unpack();
    igtl::ImageMessage::Pointer image = igtl::ImageMessage::New();
    image->SetMessageHeader(header);
    image->AllocatePack();
    std::memcpy(image->GetPackBodyPointer(), packet.data() + 58, packet.size() - 58);
    const Clock::time_point from = Clock::now();
    const int result = image->Unpack(1);
    spent += seconds(from);
    if (!(result & igtl::MessageHeader::UNPACK_BODY)) { std::fprintf(stderr, "unpacking failed\n"); std::exit(1); }
    ++count;
  } while (spent < limit);
  std::printf("unpack_%s %.6g\n", shape.name, static_cast<double>(count) / spent);
}

// Processor time of this thread so far.
double processorSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

bool receive(igtl::Socket& socket, void* into, size_t size) {
#ifdef PEER_HAS_HEADER_2
  bool timedOut = false;
  return socket.Receive(into, size, timedOut) == size;
#else
  return socket.Receive(into, static_cast<int>(size)) == static_cast<int>(size);
#endif
}

void loopbackRate(const Shape& shape, double limit) {
  igtl::ServerSocket::Pointer server = igtl::ServerSocket::New();
  if (server->CreateServer(0) != 0) { std::fprintf(stderr, "no server socket\n"); std::exit(1); }
  const int port = server->GetServerPort();
  std::atomic<bool> stop{false};
  double senderProcessor = 0; // seconds a message
  std::thread sender([&] {
    igtl::ClientSocket::Pointer socket = igtl::ClientSocket::New();
    if (socket->ConnectToServer("127.0.0.1", port) != 0) { std::fprintf(stderr, "no connection\n"); std::exit(1); }
    const Bytes source = voxels(shape);
    igtl::ImageMessage::Pointer image = message(shape);
    const double begun = processorSeconds();
    uint64_t sent = 0;
    while (!stop) {
      std::memcpy(image->GetScalarPointer(), source.data(), source.size());
      image->SetTimeStamp(1, 0);
      image->Pack();
      if (!socket->Send(image->GetPackPointer(), image->GetPackSize())) break;
      senderProcessor = (processorSeconds() - begun) / static_cast<double>(++sent);
    }
    socket->CloseSocket();
  });
  igtl::ClientSocket::Pointer socket = server->WaitForConnection(5000);
  uint64_t count = 0;
  Clock::time_point from = Clock::now();
  double spent = 0;
  double processorFrom = 0, receiverProcessor = 0;
  igtl::MessageHeader::Pointer header = igtl::MessageHeader::New();
  igtl::ImageMessage::Pointer image = igtl::ImageMessage::New();
  do {
    header->InitPack();
    if (!receive(*socket, header->GetPackPointer(), 58)) break;
    header->Unpack();
    image->SetMessageHeader(header);
    image->AllocatePack();
    if (!receive(*socket, image->GetPackBodyPointer(), static_cast<size_t>(image->GetPackBodySize()))) break;
    if (!(image->Unpack(1) & igtl::MessageHeader::UNPACK_BODY)) { std::fprintf(stderr, "unpacking failed\n"); std::exit(1); }
    if (count++ == 0) { // the first warms up
      from = Clock::now();
      processorFrom = processorSeconds();
    } else {
      receiverProcessor = (processorSeconds() - processorFrom) / static_cast<double>(count - 1);
    }
    spent = seconds(from);
  } while (spent < limit || count < 3);
  stop = true;
  socket->CloseSocket();
  sender.join();
  std::printf("loopback_%s %.6g\n", shape.name, static_cast<double>(count - 1) / spent);
  std::printf("processor_%s %.6g\n", shape.name, 1 / std::max(senderProcessor, receiverProcessor));
}
} // namespace

int main(int argc, char** argv) {
  const double limit = argc > 1 ? std::atof(argv[1]) : 1.0;
  crcRate(limit);
  for (const Shape& shape : {kVolume, kFrame}) {
    packRate(shape, limit);
    unpackRate(shape, limit);
    loopbackRate(shape, limit);
    std::fflush(stdout);
  }
  return 0;
}
