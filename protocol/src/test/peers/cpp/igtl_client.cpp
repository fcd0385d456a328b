// A plain OpenIGTLink client: sends one IMAGE made of a raw file and its geometry, then lists what comes back.
//
//   igtl_client --port N --image FILE --size I,J,K --name DEVICE --out DIR [--host 127.0.0.1] [--scalar int16] [--spacing 1,1,1]
//               [--directions ix,iy,iz,jx,jy,jz,kx,ky,kz] [--origin x,y,z] [--frame RAS|LPS] [--seconds 30] [--until TYPE:DEVICE_SUFFIX]
//               [--repeat N] [--no-read] [--cut BYTES]
//
// FILE holds the voxels, i fastest, little-endian; the origin is the centre of the first voxel (the program converts it to the centre
// of the grid, which is what the wire carries). Each message received is one JSON line on standard output; the latest IMAGE of each
// device is written to DIR/DEVICE.raw, with the JSON of its fields beside it. It ends after --seconds, at the end of the connection, or
// with the first message that matches --until (such as STATUS:.status). --no-read never reads; --cut closes after that many bytes.
// Exit status: 0 after --until matched (or none was given), 3 when it did not, 2 on a message that the library refuses, 64 wrong
// usage, 69 no connection.
#include "peer.h"

#include "igtlClientSocket.h"
#include "igtlImageMessage.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

std::vector<double> numbers(const std::string& text, size_t expected) {
  std::vector<double> values;
  std::stringstream stream(text);
  for (std::string item; std::getline(stream, item, ',');) values.push_back(std::stod(item));
  if (values.size() != expected) throw std::invalid_argument(text + ": expected " + std::to_string(expected) + " numbers");
  return values;
}

int scalarType(const std::string& name) {
  const std::map<std::string, int> types = {{"int8", 2}, {"uint8", 3}, {"int16", 4}, {"uint16", 5}, {"int32", 6}, {"uint32", 7}, {"float32", 10}, {"float64", 11}};
  return types.at(name);
}

igtl::ImageMessage::Pointer image(std::map<std::string, std::string>& options) {
  const std::vector<double> size = numbers(options.at("size"), 3), spacing = numbers(options["spacing"], 3);
  const std::vector<double> directions = numbers(options["directions"], 9), origin = numbers(options["origin"], 3);
  igtl::ImageMessage::Pointer message = igtl::ImageMessage::New();
  message->SetDeviceName(options.at("name").c_str());
  message->SetTimeStamp(static_cast<unsigned int>(std::time(nullptr)), 0);
  message->SetDimensions(static_cast<int>(size[0]), static_cast<int>(size[1]), static_cast<int>(size[2]));
  message->SetNumComponents(1);
  message->SetScalarType(scalarType(options["scalar"]));
  message->SetEndian(igtl::ImageMessage::ENDIAN_LITTLE);
  message->SetCoordinateSystem(options["frame"] == "LPS" ? igtl::ImageMessage::COORDINATE_LPS : igtl::ImageMessage::COORDINATE_RAS);
  message->SetSpacing(static_cast<float>(spacing[0]), static_cast<float>(spacing[1]), static_cast<float>(spacing[2]));
  float columns[3][3], centre[3];
  for (int axis = 0; axis < 3; ++axis)
    for (int row = 0; row < 3; ++row) columns[axis][row] = static_cast<float>(directions[3 * axis + row]);
  for (int row = 0; row < 3; ++row) {
    double at = origin[row];
    for (int axis = 0; axis < 3; ++axis) at += directions[3 * axis + row] * spacing[axis] * (size[axis] - 1) / 2;
    centre[row] = static_cast<float>(at);
  }
  message->SetNormals(columns[0], columns[1], columns[2]);
  message->SetOrigin(centre);
  message->AllocateScalars();
  std::ifstream file(options.at("image"), std::ios::binary);
  const std::vector<char> voxels((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (voxels.size() != static_cast<size_t>(message->GetImageSize()))
    throw std::invalid_argument(options.at("image") + " has " + std::to_string(voxels.size()) + " bytes, expected " + std::to_string(message->GetImageSize()));
  std::memcpy(message->GetScalarPointer(), voxels.data(), voxels.size());
  return message;
}

// False at the end of the connection or of the time.
bool readFully(igtl::Socket& socket, unsigned char* into, size_t size, Clock::time_point deadline) {
  for (size_t done = 0; done < size;) {
    const size_t wanted = std::min<size_t>(size - done, 1 << 20);
#ifdef PEER_HAS_HEADER_2
    bool timedOut = false;
    const long got = static_cast<long>(socket.Receive(into + done, wanted, timedOut, 0));
#else
    const long got = socket.Receive(into + done, static_cast<int>(wanted), 0);
    const bool timedOut = got < 0;
#endif
    if (got > 0) done += static_cast<size_t>(got);
    else if (!timedOut || !socket.GetConnected() || Clock::now() >= deadline) return false;
  }
  return true;
}

void keepImage(const Received& received, const std::string& directory, const std::string& json) {
  auto& message = static_cast<igtl::ImageMessage&>(*received.message);
  const std::string base = directory + "/" + message.GetDeviceName();
  std::ofstream(base + ".raw", std::ios::binary).write(static_cast<char*>(message.GetScalarPointer()), message.GetSubVolumeImageSize());
  std::ofstream(base + ".json") << json << "\n";
}

bool matches(const Received& received, const std::string& until) {
  const size_t colon = until.find(':');
  if (until.empty() || received.type->name != until.substr(0, colon)) return false;
  const std::string suffix = colon == std::string::npos ? "" : until.substr(colon + 1), device = received.message->GetDeviceName();
  return device.size() >= suffix.size() && device.compare(device.size() - suffix.size(), suffix.size(), suffix) == 0;
}

int receive(igtl::Socket& socket, std::map<std::string, std::string>& options) {
  const Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(static_cast<int>(1000 * std::stod(options["seconds"])));
  socket.SetReceiveTimeout(100);
  for (Bytes header(58); readFully(socket, header.data(), header.size(), deadline);) {
    Bytes body(bodySize(header));
    if (!body.empty() && !readFully(socket, body.data(), body.size(), deadline)) break;
    const std::string type(reinterpret_cast<char*>(header.data()) + 2, strnlen(reinterpret_cast<char*>(header.data()) + 2, 12));
    if (!findType(type)) {
      std::printf("{\"type\":%s,\"unknown\":true}\n", Json::quoted(type).c_str());
      continue;
    }
    const Received received = unpackPacket(header, body);
    const std::string json = describeMessage(received);
    std::printf("%s\n", json.c_str());
    std::fflush(stdout);
    if (received.type->name == "IMAGE") keepImage(received, options.at("out"), json);
    if (matches(received, options["until"])) return 0;
  }
  return options["until"].empty() ? 0 : 3;
}

} // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> options = {{"host", "127.0.0.1"}, {"scalar", "int16"}, {"spacing", "1,1,1"}, {"origin", "0,0,0"},
                                                {"directions", "1,0,0,0,1,0,0,0,1"}, {"frame", "RAS"}, {"seconds", "30"}, {"repeat", "1"}, {"out", "."}};
  try {
    bool reading = true;
    for (int i = 1; i < argc; ++i) {
      const std::string argument = argv[i];
      if (argument == "--no-read") reading = false;
      else if (argument.compare(0, 2, "--") == 0 && i + 1 < argc) options[argument.substr(2)] = argv[++i];
      else throw std::invalid_argument(argument);
    }
    igtl::ImageMessage::Pointer message = image(options);
    const Bytes bytes = packed(*message);
    igtl::ClientSocket::Pointer socket = igtl::ClientSocket::New();
    if (socket->ConnectToServer(options.at("host").c_str(), std::stoi(options.at("port"))) != 0) {
      std::fprintf(stderr, "no connection to %s:%s\n", options["host"].c_str(), options["port"].c_str());
      return 69;
    }
    if (options.count("cut")) {
      socket->Send(bytes.data(), static_cast<int>(std::min<size_t>(bytes.size(), std::stoul(options["cut"]))));
      socket->CloseSocket();
      return 0;
    }
    for (int i = 0; i < std::stoi(options["repeat"]); ++i) socket->Send(bytes.data(), static_cast<int>(bytes.size()));
    if (!reading) {
      std::this_thread::sleep_for(std::chrono::milliseconds(static_cast<int>(1000 * std::stod(options["seconds"]))));
      return 0;
    }
    const int status = receive(*socket, options);
    socket->CloseSocket();
    return status;
  } catch (const std::out_of_range& e) {
    std::fprintf(stderr, "an option is missing or unknown: --port, --image, --size and --name are needed\n");
    return 64;
  } catch (const std::invalid_argument& e) {
    std::fprintf(stderr, "wrong usage: %s\n", e.what());
    return 64;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
}
