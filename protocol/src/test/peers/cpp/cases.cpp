#include "peer.h"

#include "igtlBindMessage.h"
#include "igtlCapabilityMessage.h"
#include "igtlColorTableMessage.h"
#include "igtlImageMessage.h"
#include "igtlImageMetaMessage.h"
#include "igtlLabelMetaMessage.h"
#include "igtlNDArrayMessage.h"
#include "igtlPointMessage.h"
#include "igtlPolyDataMessage.h"
#include "igtlPositionMessage.h"
#include "igtlQuaternionTrackingDataMessage.h"
#include "igtlSensorMessage.h"
#include "igtlStatusMessage.h"
#include "igtlStringMessage.h"
#include "igtlTrackingDataMessage.h"
#include "igtlTrajectoryMessage.h"
#include "igtlTransformMessage.h"
#ifdef PEER_HAS_HEADER_2
#include "igtlCommandMessage.h"
#endif
#ifdef OpenIGTLink_ENABLE_VIDEOSTREAMING
#include "igtlVideoMessage.h"
#include "igtlVideoMetaMessage.h"
#endif

#include <cstring>

void setHeader(igtl::MessageBase& message, int headerVersion, const std::string& device) {
#ifdef PEER_HAS_HEADER_2
  message.SetHeaderVersion(headerVersion);
  if (headerVersion >= 2) {
    message.SetMessageID(4711);
    message.SetMetaDataElement("Job", IANA_TYPE_US_ASCII, "ab12");
    message.SetMetaDataElement("Note", IANA_TYPE_UTF_8, "gr\xc3\xbc\xc3\x9f dich");
  }
#else
  (void)headerVersion;
#endif
  message.SetDeviceName(device.c_str());
  message.SetTimeStamp(1700000000u, 0x80000000u);
}

namespace {

template <class M> typename M::Pointer start(int version, const char* device) {
  typename M::Pointer message = M::New();
  setHeader(*message, version, device);
  return message;
}
template <class M> igtl::MessageBase::Pointer bare(int version) { return start<M>(version, "Query").GetPointer(); }

// Columns: -0.5 along i, -0.5 along j, 2 along k; the last column is the centre of the grid.
void setGrid(igtl::Matrix4x4& m) {
  igtl::IdentityMatrix(m);
  m[0][0] = -0.5f; m[1][1] = -0.5f; m[2][2] = 2.0f;
  m[0][3] = 99.25f; m[1][3] = 49.5f; m[2][3] = -29.0f;
}

igtl::MessageBase::Pointer transform(int version) {
  auto message = start<igtl::TransformMessage>(version, "Tool");
  igtl::Matrix4x4 m;
  igtl::IdentityMatrix(m);
  m[0][0] = 0.0f; m[0][1] = -1.0f; m[1][0] = 1.0f; m[1][1] = 0.0f;
  m[0][3] = 10.5f; m[1][3] = -20.25f; m[2][3] = 1e-3f;
  message->SetMatrix(m);
  return message.GetPointer();
}

template <int Pack> igtl::MessageBase::Pointer position(int version) {
  auto message = start<igtl::PositionMessage>(version, "Probe");
  message->SetPackType(Pack);
  message->SetPosition(1.5f, -2.5f, 300.125f);
  message->SetQuaternion(0.5f, -0.5f, 0.5f, 0.5f);
  return message.GetPointer();
}

igtl::ImageMessage::Pointer grid(int version, const char* device, int scalar, int components) {
  auto message = start<igtl::ImageMessage>(version, device);
  message->SetDimensions(4, 3, 2);
  message->SetNumComponents(components);
  message->SetScalarType(scalar);
  message->SetEndian(igtl::ImageMessage::ENDIAN_LITTLE);
  message->SetCoordinateSystem(igtl::ImageMessage::COORDINATE_RAS);
  message->SetSpacing(0.5f, 0.5f, 2.0f); // the library sends the directions times the spacing
  float t[3] = {-1, 0, 0}, s[3] = {0, -1, 0}, n[3] = {0, 0, 1};
  message->SetNormals(t, s, n);
  message->SetOrigin(99.25f, 49.5f, -29.0f); // and this as it is: the centre of the grid
  return message;
}
// Voxel n holds the value first + n*step, in the machine's (little-endian) order.
template <class T> igtl::MessageBase::Pointer filled(igtl::ImageMessage::Pointer message, double first, double step) {
  message->AllocateScalars();
  T* voxels = static_cast<T*>(message->GetScalarPointer());
  const size_t n = message->GetSubVolumeImageSize() / sizeof(T);
  for (size_t i = 0; i < n; ++i) voxels[i] = static_cast<T>(first + step * static_cast<double>(i));
  return message.GetPointer();
}
igtl::MessageBase::Pointer imageInt8(int v) { return filled<igtlInt8>(grid(v, "Int8", igtl::ImageMessage::TYPE_INT8, 1), -12, 1); }
igtl::MessageBase::Pointer imageUint8(int v) { return filled<igtlUint8>(grid(v, "Uint8", igtl::ImageMessage::TYPE_UINT8, 1), 1, 11); }
igtl::MessageBase::Pointer imageInt16(int v) { return filled<igtlInt16>(grid(v, "CT", igtl::ImageMessage::TYPE_INT16, 1), -1024, 89); }
igtl::MessageBase::Pointer imageUint16(int v) { return filled<igtlUint16>(grid(v, "Uint16", igtl::ImageMessage::TYPE_UINT16, 1), 5, 2800); }
igtl::MessageBase::Pointer imageInt32(int v) { return filled<igtlInt32>(grid(v, "Int32", igtl::ImageMessage::TYPE_INT32, 1), -2000000000, 170000000); }
igtl::MessageBase::Pointer imageUint32(int v) { return filled<igtlUint32>(grid(v, "Uint32", igtl::ImageMessage::TYPE_UINT32, 1), 7, 180000000); }
igtl::MessageBase::Pointer imageFloat32(int v) { return filled<igtlFloat32>(grid(v, "Float32", igtl::ImageMessage::TYPE_FLOAT32, 1), -1.5, 0.25); }
igtl::MessageBase::Pointer imageFloat64(int v) { return filled<igtlFloat64>(grid(v, "Float64", igtl::ImageMessage::TYPE_FLOAT64, 1), 1e-3, 1.0 / 3); }
igtl::MessageBase::Pointer imageRgb(int v) { return filled<igtlUint8>(grid(v, "RGB", igtl::ImageMessage::TYPE_UINT8, 3), 0, 3); }
igtl::MessageBase::Pointer imageLps(int v) {
  auto message = grid(v, "LPS", igtl::ImageMessage::TYPE_UINT8, 1);
  message->SetCoordinateSystem(igtl::ImageMessage::COORDINATE_LPS);
  return filled<igtlUint8>(message, 0, 1);
}
igtl::MessageBase::Pointer imageSubvolume(int v) {
  auto message = grid(v, "Part", igtl::ImageMessage::TYPE_INT16, 1);
  message->SetSubVolume(2, 3, 1, 1, 0, 1);
  return filled<igtlInt16>(message, -3, 1);
}
igtl::MessageBase::Pointer imageBigEndian(int v) {
  auto message = grid(v, "BigEndian", igtl::ImageMessage::TYPE_UINT16, 1);
  message->SetEndian(igtl::ImageMessage::ENDIAN_BIG);
  auto base = filled<igtlUint16>(message, 0, 0);
  unsigned char* bytes = static_cast<unsigned char*>(message->GetScalarPointer());
  for (int i = 0; i < 24; ++i) { bytes[2 * i] = static_cast<unsigned char>(i); bytes[2 * i + 1] = 7; } // the value 256*i + 7
  return base;
}

igtl::MessageBase::Pointer status(int version) {
  auto message = start<igtl::StatusMessage>(version, "ab12.status");
  message->SetCode(igtl::StatusMessage::STATUS_OK);
  message->SetSubCode(0);
  message->SetErrorName("");
  message->SetStatusString("done");
  return message.GetPointer();
}
igtl::MessageBase::Pointer statusError(int version) {
  auto message = start<igtl::StatusMessage>(version, "CT");
  message->SetCode(igtl::StatusMessage::STATUS_OVERFLOW);
  message->SetSubCode(-5000000000LL);
  message->SetErrorName("OverTheLimit");
  message->SetStatusString("IMAGE size[2] = 0 (expected 1..65535)");
  return message.GetPointer();
}
igtl::MessageBase::Pointer statusUnnamed(int version) {
  auto message = start<igtl::StatusMessage>(version, "");
  message->SetCode(igtl::StatusMessage::STATUS_INVALID);
  message->SetSubCode(0);
  message->SetErrorName("");
  message->SetStatusString("");
  return message.GetPointer();
}

igtl::MessageBase::Pointer capability(int version) {
  auto message = start<igtl::CapabilityMessage>(version, "Server");
  std::vector<std::string> types = {"IMAGE", "GET_IMAGE", "TRANSFORM", "POLYDATA", "GET_POLYDATA"};
  for (std::string& type : types) type.resize(12); // the library copies 12 bytes of each name
  message->SetTypes(types);
  return message.GetPointer();
}

igtl::MessageBase::Pointer text(int version) {
  auto message = start<igtl::StringMessage>(version, "ab12.progress");
  message->SetEncoding(3);
  message->SetString("{\"phase\":\"folds\",\"fold\":2}");
  return message.GetPointer();
}
igtl::MessageBase::Pointer textUtf8(int version) {
  auto message = start<igtl::StringMessage>(version, "TwentyBytesLongName!");
  message->SetEncoding(106);
  message->SetString("Milz \xe8\x84\xbe \xce\xbc");
  return message.GetPointer();
}
igtl::MessageBase::Pointer textEmpty(int version) {
  auto message = start<igtl::StringMessage>(version, "Empty");
  message->SetEncoding(3);
  message->SetString("");
  return message.GetPointer();
}

igtl::MessageBase::Pointer points(int version) {
  auto message = start<igtl::PointMessage>(version, "ab12.centres");
  const char* names[] = {"liver 0.93", "spleen", ""};
  for (int i = 0; i < 3; ++i) {
    igtl::PointElement::Pointer point = igtl::PointElement::New();
    point->SetName(names[i]);
    point->SetGroupName("organs");
    point->SetRGBA(static_cast<igtlUint8>(221 - i), static_cast<igtlUint8>(130 + i), 101, 255);
    point->SetPosition(10.5f * i, -20.0f, 0.125f);
    point->SetRadius(1.5f * i);
    point->SetOwner(i == 2 ? "" : "CT");
    message->AddPointElement(point);
  }
  return message.GetPointer();
}

igtl::MessageBase::Pointer trajectories(int version) {
  auto message = start<igtl::TrajectoryMessage>(version, "Plan");
  const int types[] = {igtl::TrajectoryElement::TYPE_ENTRY_ONLY, igtl::TrajectoryElement::TYPE_TARGET_ONLY, igtl::TrajectoryElement::TYPE_ENTRY_TARGET};
  for (int i = 0; i < 3; ++i) {
    igtl::TrajectoryElement::Pointer one = igtl::TrajectoryElement::New();
    one->SetName(("path " + std::to_string(i)).c_str());
    one->SetGroupName("needles");
    one->SetType(static_cast<igtlUint8>(types[i]));
    one->SetRGBA(255, 0, static_cast<igtlUint8>(i), 128);
    one->SetEntryPosition(1.0f + i, 2.0f, 3.0f);
    one->SetTargetPosition(-1.0f, -2.0f - i, -3.5f);
    one->SetRadius(0.75f);
    one->SetOwner("CT");
    message->AddTrajectoryElement(one);
  }
  return message.GetPointer();
}

igtl::MessageBase::Pointer tracking(int version) {
  auto message = start<igtl::TrackingDataMessage>(version, "Tracker");
  const int types[] = {igtl::TrackingDataElement::TYPE_TRACKER, igtl::TrackingDataElement::TYPE_5D};
  for (int i = 0; i < 2; ++i) {
    igtl::TrackingDataElement::Pointer one = igtl::TrackingDataElement::New();
    one->SetName(i ? "Pointer" : "Reference");
    one->SetType(static_cast<igtlUint8>(types[i]));
    igtl::Matrix4x4 m;
    setGrid(m);
    m[1][0] = 0.25f * i;
    one->SetMatrix(m);
    message->AddTrackingDataElement(one);
  }
  return message.GetPointer();
}
igtl::MessageBase::Pointer quaternions(int version) {
  auto message = start<igtl::QuaternionTrackingDataMessage>(version, "Tracker");
  const int types[] = {igtl::QuaternionTrackingDataElement::TYPE_6D, igtl::QuaternionTrackingDataElement::TYPE_3D};
  for (int i = 0; i < 2; ++i) {
    igtl::QuaternionTrackingDataElement::Pointer one = igtl::QuaternionTrackingDataElement::New();
    one->SetName(i ? "Pointer" : "Reference");
    one->SetType(static_cast<igtlUint8>(types[i]));
    one->SetPosition(1.0f, 2.0f + i, 3.0f);
    one->SetQuaternion(0.5f, 0.5f, -0.5f, 0.5f);
    message->AddQuaternionTrackingDataElement(one);
  }
  return message.GetPointer();
}
template <class M> igtl::MessageBase::Pointer startTracking(int version) {
  auto message = start<M>(version, "Tracker");
  message->SetResolution(50);
  message->SetCoordinateName("Patient");
  return message.GetPointer();
}
template <class M> igtl::MessageBase::Pointer answer(int version) {
  auto message = start<M>(version, "Tracker");
  message->SetStatus(1);
  return message.GetPointer();
}

igtl::MessageBase::Pointer imageMeta(int version) {
  auto message = start<igtl::ImageMetaMessage>(version, "Images");
  for (int i = 0; i < 2; ++i) {
    igtl::ImageMetaElement::Pointer one = igtl::ImageMetaElement::New();
    one->SetName(i ? "Thorax" : "Abdomen portal-venous");
    one->SetDeviceName(i ? "CT2" : "CT1");
    one->SetModality("CT");
    one->SetPatientName("Phantom^One");
    one->SetPatientID("P-0001");
    igtl::TimeStamp::Pointer time = igtl::TimeStamp::New();
    time->SetTime(1700000001u + i, 0u); // releases round a part of a second differently
    one->SetTimeStamp(time);
    one->SetSize(512, 512, static_cast<igtlUint16>(100 + i));
    one->SetScalarType(igtl::ImageMessage::TYPE_INT16);
    message->AddImageMetaElement(one);
  }
  return message.GetPointer();
}
igtl::MessageBase::Pointer labelMeta(int version) {
  auto message = start<igtl::LabelMetaMessage>(version, "Labels");
  for (int i = 1; i <= 2; ++i) {
    igtl::LabelMetaElement::Pointer one = igtl::LabelMetaElement::New();
    one->SetName(i == 1 ? "liver" : "spleen");
    one->SetDeviceName("ab12.labels");
    one->SetLabel(static_cast<igtlUint8>(i));
    one->SetRGBA(221, 130, static_cast<igtlUint8>(101 * i), 255);
    one->SetSize(4, 3, 2);
    one->SetOwner("CT");
    message->AddLabelMetaElement(one);
  }
  return message.GetPointer();
}

igtl::MessageBase::Pointer sensor(int version) {
  auto message = start<igtl::SensorMessage>(version, "Force");
  message->SetLength(3);
  message->SetUnit(static_cast<igtlUint64>(0xB0443E0000000000ULL)); // millimetre / second^2; release 1.11 itself packs units wrongly
  const double values[] = {0.1, -2.5, 1e10};
  for (unsigned int i = 0; i < 3; ++i) message->SetValue(i, values[i]);
  return message.GetPointer();
}

template <class T> igtl::MessageBase::Pointer ndarray(int version, int type, double first, double step, size_t perElement = 1) {
  auto message = start<igtl::NDArrayMessage>(version, "Array");
  igtl::ArrayBase::IndexType size = {2, 3};
  std::vector<T> values(6 * perElement);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<T>(first + step * static_cast<double>(i));
  igtl::ArrayBase* array;
  if (perElement == 2) array = new igtl::Array<igtlComplex>; // never freed: the message points to it
  else array = new igtl::Array<T>;
  array->SetSize(size);
  array->SetArray(values.data());
  message->SetArray(type, array);
  return message.GetPointer();
}
igtl::MessageBase::Pointer arrayInt8(int v) { return ndarray<igtlInt8>(v, igtl::NDArrayMessage::TYPE_INT8, -3, 1); }
igtl::MessageBase::Pointer arrayUint8(int v) { return ndarray<igtlUint8>(v, igtl::NDArrayMessage::TYPE_UINT8, 250, 1); }
igtl::MessageBase::Pointer arrayInt16(int v) { return ndarray<igtlInt16>(v, igtl::NDArrayMessage::TYPE_INT16, -300, 100); }
igtl::MessageBase::Pointer arrayUint16(int v) { return ndarray<igtlUint16>(v, igtl::NDArrayMessage::TYPE_UINT16, 60000, 1000); }
igtl::MessageBase::Pointer arrayInt32(int v) { return ndarray<igtlInt32>(v, igtl::NDArrayMessage::TYPE_INT32, -2000000000, 700000000); }
igtl::MessageBase::Pointer arrayUint32(int v) { return ndarray<igtlUint32>(v, igtl::NDArrayMessage::TYPE_UINT32, 4000000000.0, 10); }
igtl::MessageBase::Pointer arrayFloat32(int v) { return ndarray<igtlFloat32>(v, igtl::NDArrayMessage::TYPE_FLOAT32, -0.5, 0.375); }
igtl::MessageBase::Pointer arrayFloat64(int v) { return ndarray<igtlFloat64>(v, igtl::NDArrayMessage::TYPE_FLOAT64, 0.1, 0.2); }
igtl::MessageBase::Pointer arrayComplex(int v) { return ndarray<igtlFloat64>(v, igtl::NDArrayMessage::TYPE_COMPLEX, 1.5, -0.25, 2); }

template <int Index, int Map> igtl::MessageBase::Pointer colours(int version) {
  auto message = start<igtl::ColorTableMessage>(version, "Colours");
  message->SetIndexType(Index);
  message->SetMapType(Map);
  message->AllocateTable();
  const int entries = Index == igtl::ColorTableMessage::INDEX_UINT8 ? 256 : 65536;
  if (Map == igtl::ColorTableMessage::MAP_UINT16) {
    igtlUint16* table = static_cast<igtlUint16*>(message->GetTablePointer());
    for (int i = 0; i < entries; ++i) table[i] = static_cast<igtlUint16>(i * 257);
  } else {
    igtlUint8* table = static_cast<igtlUint8*>(message->GetTablePointer());
    const int bytes = Map == igtl::ColorTableMessage::MAP_RGB ? 3 * entries : entries;
    for (int i = 0; i < bytes; ++i) table[i] = static_cast<igtlUint8>(255 - i % 251);
  }
  return message.GetPointer();
}

igtl::MessageBase::Pointer bind(int version) {
  static std::vector<igtl::MessageBase::Pointer> kept; // a BIND points into its children until it is packed
  auto message = start<igtl::BindMessage>(version, "Bundle");
  igtl::StringMessage::Pointer odd = igtl::StringMessage::New();
  odd->SetDeviceName("Odd");
  odd->SetEncoding(3);
  odd->SetString("seven b"); // an 11-byte body, so a byte of padding follows
  for (igtl::MessageBase::Pointer child : {transform(1), igtl::MessageBase::Pointer(odd.GetPointer()), position<igtl::PositionMessage::ALL>(1)}) {
    child->Pack();
    kept.push_back(child);
    message->AppendChildMessage(child);
  }
  return message.GetPointer();
}
igtl::MessageBase::Pointer getBind(int version) {
  auto message = start<igtl::GetBindMessage>(version, "Bundle");
  message->AppendChildMessage("TRANSFORM", "Tool");
  message->AppendChildMessage("STRING", "Odd");
  return message.GetPointer();
}
// The library never writes the resolution (it reads it from the buffer instead), so only 0 can be sent.
igtl::MessageBase::Pointer startBind(int version) {
  auto message = start<igtl::StartBindMessage>(version, "Bundle");
  message->SetResolution(0);
  message->AppendChildMessage("TRANSFORM", "Tool");
  message->AppendChildMessage("STRING", "Odd");
  return message.GetPointer();
}

// The library packs and unpacks these attribute types alone rightly: RGBA, texture coordinates and every attribute of cells it takes
// for nine components.
void addAttribute(igtl::PolyDataMessage& message, int type, const char* name, int size, int components) {
  igtl::PolyDataAttribute::Pointer attribute = igtl::PolyDataAttribute::New();
  attribute->SetType(type, components);
  attribute->SetName(name);
  attribute->SetSize(size);
  std::vector<igtlFloat32> values(size * attribute->GetNumberOfComponents());
  for (size_t i = 0; i < values.size(); ++i) values[i] = 0.125f * static_cast<float>(i);
  attribute->SetData(values.data());
  message.AddAttribute(attribute);
}
// Eight corners and twelve edges: what a box of the bridge's is.
igtl::MessageBase::Pointer polyBox(int version) {
  auto message = start<igtl::PolyDataMessage>(version, "ab12.boxes");
  igtl::PolyDataPointArray::Pointer points = igtl::PolyDataPointArray::New();
  for (int i = 0; i < 8; ++i) points->AddPoint(i & 1 ? 10.5f : 0.5f, i & 2 ? 20.0f : -1.0f, i & 4 ? 4.0f : -4.0f);
  message->SetPoints(points);
  igtl::PolyDataCellArray::Pointer lines = igtl::PolyDataCellArray::New();
  for (igtlUint32 a = 0; a < 8; ++a)
    for (igtlUint32 bit = 1; bit < 8; bit <<= 1)
      if (!(a & bit)) { igtlUint32 line[2] = {a, a | bit}; lines->AddCell(2, line); }
  message->SetLines(lines);
  addAttribute(*message, igtl::PolyDataAttribute::POINT_SCALAR, "label", 8, 1);
  return message.GetPointer();
}
igtl::MessageBase::Pointer polyAll(int version) {
  auto message = start<igtl::PolyDataMessage>(version, "Mesh");
  igtl::PolyDataPointArray::Pointer points = igtl::PolyDataPointArray::New();
  for (int i = 0; i < 5; ++i) points->AddPoint(1.0f * i, 0.5f * i * i, -2.0f);
  message->SetPoints(points);
  auto cells = [](std::vector<std::vector<igtlUint32>> lists) {
    igtl::PolyDataCellArray::Pointer array = igtl::PolyDataCellArray::New();
    for (auto& list : lists) array->AddCell(static_cast<int>(list.size()), list.data());
    return array;
  };
  igtl::PolyDataCellArray::Pointer vertices = cells({{0}, {1}}), lines = cells({{0, 1, 2}}), polygons = cells({{0, 1, 2}, {1, 2, 3, 4}}), strips = cells({{0, 1, 2, 3}});
  message->SetVertices(vertices);
  message->SetLines(lines);
  message->SetPolygons(polygons);
  message->SetTriangleStrips(strips);
  addAttribute(*message, igtl::PolyDataAttribute::POINT_SCALAR, "depth", 5, 1);
  addAttribute(*message, igtl::PolyDataAttribute::POINT_NORMAL, "normals", 5, 3);
  addAttribute(*message, igtl::PolyDataAttribute::POINT_VECTOR, "flow", 5, 3);
  addAttribute(*message, igtl::PolyDataAttribute::POINT_TENSOR, "stress", 5, 9);
  addAttribute(*message, igtl::PolyDataAttribute::POINT_SCALAR, "label pair", 5, 2);
  return message.GetPointer();
}

#ifdef PEER_HAS_HEADER_2
igtl::MessageBase::Pointer command(int version) {
  auto message = start<igtl::CommandMessage>(version, "command");
  if (version >= 2) message->SetMetaDataElement("Status", IANA_TYPE_US_ASCII, "FAIL");
  message->SetCommandId(0x80000001u);
  message->SetCommandName("Segment");
  message->SetContentEncoding(106);
  message->SetCommandContent("{\"job\":\"ab12\",\"model\":\"h\xc3\xbcppocampus\"}");
  return message.GetPointer();
}
igtl::MessageBase::Pointer commandReply(int version) {
  auto message = start<igtl::RTSCommandMessage>(version, "command");
  if (version >= 2) {
    message->SetMetaDataElement("Status", IANA_TYPE_US_ASCII, "SUCCESS");
    message->SetMetaDataElement("ErrorMessage", IANA_TYPE_US_ASCII, "");
  }
  message->SetCommandId(0x80000001u);
  message->SetCommandName("Segment");
  message->SetContentEncoding(3);
  message->SetCommandContent("{\"job\":\"ab12\",\"place\":1}");
  return message.GetPointer();
}
#endif

#ifdef OpenIGTLink_ENABLE_VIDEOSTREAMING
igtl::MessageBase::Pointer video(int version) {
  auto message = start<igtl::VideoMessage>(version, "Endoscope");
  message->SetBitStreamSize(10);
  message->AllocateScalars();
  message->SetCodecType("H264");
  message->SetEndian(igtl::VideoMessage::ENDIAN_LITTLE);
  message->SetFrameType(2);
  message->SetWidth(64);
  message->SetHeight(48);
  message->SetAdditionalZDimension(1);
  igtl::Matrix4x4 m;
  setGrid(m);
  message->SetSpacing(1.0f, 1.0f, 1.0f);
  message->SetMatrix(m);
  for (int i = 0; i < 10; ++i) message->GetPackFragmentPointer(2)[i] = static_cast<unsigned char>(3 * i);
  return message.GetPointer();
}
igtl::MessageBase::Pointer videoMeta(int version) {
  auto message = start<igtl::VideoMetaMessage>(version, "Videos");
  igtl::VideoMetaElement::Pointer one = igtl::VideoMetaElement::New();
  one->SetName("endoscope, left");
  one->SetDeviceName("Endoscope");
  one->SetPatientName("Phantom^One");
  one->SetPatientID("P-0001");
  one->SetZoomLevel(-2);
  one->SetFocalLength(4.25);
  one->SetSize(1920, 1080, 1);
  igtl::Matrix4x4 m;
  setGrid(m);
  one->SetMatrix(m);
  one->SetScalarType(igtl::ImageMessage::TYPE_UINT8);
  message->AddVideoMetaElement(one);
  return message.GetPointer();
}
igtl::MessageBase::Pointer startVideo(int version) {
  auto message = start<igtl::StartVideoMessage>(version, "Endoscope");
  message->SetCodecType("H264");
  message->SetTimeInterval(40);
  return message.GetPointer();
}
#endif

std::vector<PeerCase> allCases() {
  using C = igtl::ColorTableMessage;
  std::vector<PeerCase> cases = {
      {"transform", transform},
      {"position", position<igtl::PositionMessage::ALL>},
      {"position-only", position<igtl::PositionMessage::POSITION_ONLY>},
      {"position-compact", position<igtl::PositionMessage::WITH_QUATERNION3>},
      {"image-int8", imageInt8},
      {"image-uint8", imageUint8},
      {"image-int16", imageInt16},
      {"image-uint16", imageUint16},
      {"image-int32", imageInt32},
      {"image-uint32", imageUint32},
      {"image-float32", imageFloat32},
      {"image-float64", imageFloat64},
      {"image-rgb", imageRgb},
      {"image-lps", imageLps},
      {"image-subvolume", imageSubvolume},
      {"image-big-endian", imageBigEndian},
      {"status", status},
      {"status-error", statusError},
      {"status-unnamed", statusUnnamed},
      {"capability", capability},
      {"string", text},
      {"string-utf8", textUtf8},
      {"string-empty", textEmpty},
      {"point", points},
      {"traj", trajectories},
      {"tdata", tracking},
      {"qtdata", quaternions},
      {"imgmeta", imageMeta},
      {"lbmeta", labelMeta},
      {"sensor", sensor},
      {"ndarray-int8", arrayInt8},
      {"ndarray-uint8", arrayUint8},
      {"ndarray-int16", arrayInt16},
      {"ndarray-uint16", arrayUint16},
      {"ndarray-int32", arrayInt32},
      {"ndarray-uint32", arrayUint32},
      {"ndarray-float32", arrayFloat32},
      {"ndarray-float64", arrayFloat64},
      {"ndarray-complex", arrayComplex},
      {"colort-rgb", colours<C::INDEX_UINT8, C::MAP_RGB>},
      {"colort-uint8", colours<C::INDEX_UINT8, C::MAP_UINT8>},
      {"colort-uint16", colours<C::INDEX_UINT8, C::MAP_UINT16>},
      {"bind", bind},
      {"polydata-box", polyBox},
      {"polydata-all", polyAll},
      {"stt-tdata", startTracking<igtl::StartTrackingDataMessage>},
      {"stt-qtdata", startTracking<igtl::StartQuaternionTrackingDataMessage>},
      {"stt-bind", startBind},
      {"get-bind", getBind},
      {"rts-tdata", answer<igtl::RTSTrackingDataMessage>},
      {"rts-qtdata", answer<igtl::RTSQuaternionTrackingDataMessage>},
      {"rts-bind", answer<igtl::RTSBindMessage>},
      {"stp-tdata", bare<igtl::StopTrackingDataMessage>},
      {"stp-qtdata", bare<igtl::StopQuaternionTrackingDataMessage>},
      {"stp-bind", bare<igtl::StopBindMessage>},
      {"get-trans", bare<igtl::GetTransformMessage>},
      {"get-image", bare<igtl::GetImageMessage>},
      {"get-status", bare<igtl::GetStatusMessage>},
      {"get-point", bare<igtl::GetPointMessage>},
      {"get-traj", bare<igtl::GetTrajectoryMessage>},
      {"get-imgmeta", bare<igtl::GetImageMetaMessage>},
      {"get-lbmeta", bare<igtl::GetLabelMetaMessage>},
      {"get-colort", bare<igtl::GetColorTableMessage>},
      {"get-polydata", bare<igtl::GetPolyDataMessage>},
  };
#ifdef PEER_HAS_HEADER_2
  cases.push_back({"command", command});
  cases.push_back({"rts-command", commandReply});
#endif
#ifdef OpenIGTLink_ENABLE_VIDEOSTREAMING
  cases.push_back({"video", video});
  cases.push_back({"videometa", videoMeta});
  cases.push_back({"stt-video", startVideo});
  cases.push_back({"stp-video", bare<igtl::StopVideoMessage>});
  cases.push_back({"get-vmeta", bare<igtl::GetVideoMetaMessage>});
#endif
#ifndef PEER_HAS_HEADER_2 // the class is gone from the library's master
  cases.push_back({"get-capabil", bare<igtl::GetCapabilityMessage>});
#endif
  return cases;
}

} // namespace

const std::vector<PeerCase>& peerCases() {
  static const std::vector<PeerCase> cases = allCases();
  return cases;
}
