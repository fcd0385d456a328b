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
#include <list>
#include <stdexcept>

namespace {

template <class M> igtl::MessageBase::Pointer make() { return M::New().GetPointer(); }
template <class M> M& as(igtl::MessageBase& message) { return static_cast<M&>(message); }
void nothing(igtl::MessageBase&, Json&) {}
void noCopy(igtl::MessageBase&, igtl::MessageBase&) {}

// The twelve numbers of a 3x4 matrix as they lie on the wire: column after column.
std::string columns(igtl::Matrix4x4& m) {
  float values[12];
  for (int column = 0; column < 4; ++column)
    for (int row = 0; row < 3; ++row) values[3 * column + row] = m[row][column];
  return Json::array(values, 12);
}

// The same of a type that keeps the columns' lengths apart.
template <class M> void describeScaledMatrix(igtl::MessageBase& message, Json& json) {
  float t[3], s[3], n[3], origin[3], spacing[3], values[12];
  as<M>(message).GetNormals(t, s, n);
  as<M>(message).GetOrigin(origin);
  as<M>(message).GetSpacing(spacing);
  for (int row = 0; row < 3; ++row) {
    values[row] = t[row] * spacing[0];
    values[3 + row] = s[row] * spacing[1];
    values[6 + row] = n[row] * spacing[2];
    values[9 + row] = origin[row];
  }
  json.nums("matrix", values, 12);
}

template <class M> void describeMatrix(igtl::MessageBase& message, Json& json) {
  igtl::Matrix4x4 m;
  as<M>(message).GetMatrix(m);
  json.raw("matrix", columns(m));
}

void copyTransform(igtl::MessageBase& from, igtl::MessageBase& to) {
  igtl::Matrix4x4 m;
  as<igtl::TransformMessage>(from).GetMatrix(m);
  as<igtl::TransformMessage>(to).SetMatrix(m);
}

void describePosition(igtl::MessageBase& message, Json& json) {
  auto& position = as<igtl::PositionMessage>(message);
  float p[3], q[4];
  position.GetPosition(p);
  position.GetQuaternion(q);
  const int pack = position.GetPackType();
  json.nums("position", p, 3);
  if (pack != igtl::PositionMessage::POSITION_ONLY) json.nums("quaternion", q, pack == igtl::PositionMessage::ALL ? 4 : 3);
}
void copyPosition(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::PositionMessage>(from);
  auto& target = as<igtl::PositionMessage>(to);
  float p[3], q[4];
  source.GetPosition(p);
  source.GetQuaternion(q);
  target.SetPackType(source.GetPackType());
  target.SetPosition(p);
  target.SetQuaternion(q);
}

void describeImage(igtl::MessageBase& message, Json& json) {
  auto& image = as<igtl::ImageMessage>(message);
  int size[3], subSize[3], subOffset[3];
  image.GetDimensions(size);
  image.GetSubVolume(subSize, subOffset);
  json.num("components", image.GetNumComponents()).num("scalar", image.GetScalarType()).num("endian", image.GetEndian());
  json.num("coordinates", image.GetCoordinateSystem()).nums("size", size, 3);
  describeScaledMatrix<igtl::ImageMessage>(message, json);
  json.nums("subOffset", subOffset, 3).nums("subSize", subSize, 3);
  const int bytes = image.GetSubVolumeImageSize();
  if (bytes <= 4096) json.nums("pixelBytes", static_cast<unsigned char*>(image.GetScalarPointer()), bytes);
  else json.num("pixelByteCount", bytes);
}
void copyImage(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::ImageMessage>(from);
  auto& target = as<igtl::ImageMessage>(to);
  int size[3], subSize[3], subOffset[3];
  source.GetDimensions(size);
  source.GetSubVolume(subSize, subOffset);
  target.SetDimensions(size);
  target.SetSubVolume(subSize, subOffset);
  target.SetNumComponents(source.GetNumComponents());
  target.SetScalarType(source.GetScalarType());
  target.SetEndian(source.GetEndian());
  target.SetCoordinateSystem(source.GetCoordinateSystem());
  float spacing[3], origin[3], t[3], s[3], n[3];
  source.GetSpacing(spacing);
  source.GetOrigin(origin);
  source.GetNormals(t, s, n);
  target.SetSpacing(spacing);
  target.SetOrigin(origin);
  target.SetNormals(t, s, n);
  target.AllocateScalars();
  std::memcpy(target.GetScalarPointer(), source.GetScalarPointer(), source.GetSubVolumeImageSize());
}

void describeStatus(igtl::MessageBase& message, Json& json) {
  auto& status = as<igtl::StatusMessage>(message);
  json.num("code", status.GetCode()).num("subcode", status.GetSubCode());
  json.text("error", status.GetErrorName()).text("text", status.GetStatusString());
}
void copyStatus(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::StatusMessage>(from);
  auto& target = as<igtl::StatusMessage>(to);
  target.SetCode(source.GetCode());
  target.SetSubCode(source.GetSubCode());
  target.SetErrorName(source.GetErrorName());
  target.SetStatusString(source.GetStatusString());
}

void describeCapability(igtl::MessageBase& message, Json& json) {
  auto& capability = as<igtl::CapabilityMessage>(message);
  std::vector<std::string> types;
  for (int i = 0; i < capability.GetNumberOfTypes(); ++i) types.push_back(std::string(capability.GetType(i)).c_str());
  json.raw("types", Json::array(types));
}
void copyCapability(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::CapabilityMessage>(from);
  std::vector<std::string> types;
  for (int i = 0; i < source.GetNumberOfTypes(); ++i) {
    std::string type = source.GetType(i);
    type.resize(12); // the library copies 12 bytes of each name
    types.push_back(type);
  }
  as<igtl::CapabilityMessage>(to).SetTypes(types);
}

void describeString(igtl::MessageBase& message, Json& json) {
  auto& text = as<igtl::StringMessage>(message);
  json.num("encoding", static_cast<int>(text.GetEncoding())).text("text", text.GetString());
}
void copyString(igtl::MessageBase& from, igtl::MessageBase& to) {
  as<igtl::StringMessage>(to).SetEncoding(as<igtl::StringMessage>(from).GetEncoding());
  as<igtl::StringMessage>(to).SetString(as<igtl::StringMessage>(from).GetString());
}

void describePoints(igtl::MessageBase& message, Json& json) {
  auto& points = as<igtl::PointMessage>(message);
  std::vector<Json> items;
  for (int i = 0; i < points.GetNumberOfPointElement(); ++i) {
    igtl::PointElement::Pointer element;
    points.GetPointElement(i, element);
    igtlUint8 rgba[4];
    igtlFloat32 p[3];
    element->GetRGBA(rgba);
    element->GetPosition(p);
    Json item;
    item.text("name", element->GetName()).text("group", element->GetGroupName()).nums("rgba", rgba, 4).nums("position", p, 3);
    item.num("diameter", element->GetRadius()).text("owner", element->GetOwner());
    items.push_back(item);
  }
  json.raw("points", Json::objects(items));
}
void copyPoints(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::PointMessage>(from);
  for (int i = 0; i < source.GetNumberOfPointElement(); ++i) {
    igtl::PointElement::Pointer got, set = igtl::PointElement::New();
    source.GetPointElement(i, got);
    igtlUint8 rgba[4];
    igtlFloat32 p[3];
    got->GetRGBA(rgba);
    got->GetPosition(p);
    set->SetName(got->GetName());
    set->SetGroupName(got->GetGroupName());
    set->SetRGBA(rgba);
    set->SetPosition(p);
    set->SetRadius(got->GetRadius());
    set->SetOwner(got->GetOwner());
    as<igtl::PointMessage>(to).AddPointElement(set);
  }
}

void describeTrajectories(igtl::MessageBase& message, Json& json) {
  auto& list = as<igtl::TrajectoryMessage>(message);
  std::vector<Json> items;
  for (int i = 0; i < list.GetNumberOfTrajectoryElement(); ++i) {
    igtl::TrajectoryElement::Pointer element;
    list.GetTrajectoryElement(i, element);
    igtlUint8 rgba[4];
    igtlFloat32 entry[3], target[3];
    element->GetRGBA(rgba);
    element->GetEntryPosition(entry);
    element->GetTargetPosition(target);
    Json item;
    item.text("name", element->GetName()).text("group", element->GetGroupName()).num("type", static_cast<int>(element->GetType()));
    item.nums("rgba", rgba, 4).nums("entry", entry, 3).nums("target", target, 3);
    item.num("diameter", element->GetRadius()).text("owner", element->GetOwner());
    items.push_back(item);
  }
  json.raw("trajectories", Json::objects(items));
}
void copyTrajectories(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::TrajectoryMessage>(from);
  for (int i = 0; i < source.GetNumberOfTrajectoryElement(); ++i) {
    igtl::TrajectoryElement::Pointer got, set = igtl::TrajectoryElement::New();
    source.GetTrajectoryElement(i, got);
    igtlUint8 rgba[4];
    igtlFloat32 p[3];
    got->GetRGBA(rgba);
    set->SetName(got->GetName());
    set->SetGroupName(got->GetGroupName());
    set->SetType(got->GetType());
    set->SetRGBA(rgba);
    got->GetEntryPosition(p);
    set->SetEntryPosition(p);
    got->GetTargetPosition(p);
    set->SetTargetPosition(p);
    set->SetRadius(got->GetRadius());
    set->SetOwner(got->GetOwner());
    as<igtl::TrajectoryMessage>(to).AddTrajectoryElement(set);
  }
}

void describeTracking(igtl::MessageBase& message, Json& json) {
  auto& list = as<igtl::TrackingDataMessage>(message);
  std::vector<Json> items;
  for (int i = 0; i < list.GetNumberOfTrackingDataElements(); ++i) {
    igtl::TrackingDataElement::Pointer element;
    list.GetTrackingDataElement(i, element);
    igtl::Matrix4x4 m;
    element->GetMatrix(m);
    Json item;
    item.text("name", element->GetName()).num("type", static_cast<int>(element->GetType())).raw("matrix", columns(m));
    items.push_back(item);
  }
  json.raw("instruments", Json::objects(items));
}
void copyTracking(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::TrackingDataMessage>(from);
  for (int i = 0; i < source.GetNumberOfTrackingDataElements(); ++i) {
    igtl::TrackingDataElement::Pointer got, set = igtl::TrackingDataElement::New();
    source.GetTrackingDataElement(i, got);
    igtl::Matrix4x4 m;
    got->GetMatrix(m);
    set->SetName(got->GetName());
    set->SetType(got->GetType());
    set->SetMatrix(m);
    as<igtl::TrackingDataMessage>(to).AddTrackingDataElement(set);
  }
}

void describeQuaternions(igtl::MessageBase& message, Json& json) {
  auto& list = as<igtl::QuaternionTrackingDataMessage>(message);
  std::vector<Json> items;
  for (int i = 0; i < list.GetNumberOfQuaternionTrackingDataElements(); ++i) {
    igtl::QuaternionTrackingDataElement::Pointer element;
    list.GetQuaternionTrackingDataElement(i, element);
    float p[3], q[4];
    element->GetPosition(p);
    element->GetQuaternion(q);
    Json item;
    item.text("name", element->GetName()).num("type", static_cast<int>(element->GetType())).nums("position", p, 3).nums("quaternion", q, 4);
    items.push_back(item);
  }
  json.raw("instruments", Json::objects(items));
}
void copyQuaternions(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::QuaternionTrackingDataMessage>(from);
  for (int i = 0; i < source.GetNumberOfQuaternionTrackingDataElements(); ++i) {
    igtl::QuaternionTrackingDataElement::Pointer got, set = igtl::QuaternionTrackingDataElement::New();
    source.GetQuaternionTrackingDataElement(i, got);
    float p[3], q[4];
    got->GetPosition(p);
    got->GetQuaternion(q);
    set->SetName(got->GetName());
    set->SetType(got->GetType());
    set->SetPosition(p);
    set->SetQuaternion(q);
    as<igtl::QuaternionTrackingDataMessage>(to).AddQuaternionTrackingDataElement(set);
  }
}

template <class M> void describeStart(igtl::MessageBase& message, Json& json) {
  json.num("resolution", as<M>(message).GetResolution()).text("coordinates", as<M>(message).GetCoordinateName());
}
template <class M> void copyStart(igtl::MessageBase& from, igtl::MessageBase& to) {
  as<M>(to).SetResolution(as<M>(from).GetResolution());
  as<M>(to).SetCoordinateName(as<M>(from).GetCoordinateName());
}
template <class M> void describeRts(igtl::MessageBase& message, Json& json) { json.num("status", static_cast<int>(as<M>(message).GetStatus())); }
template <class M> void copyRts(igtl::MessageBase& from, igtl::MessageBase& to) { as<M>(to).SetStatus(as<M>(from).GetStatus()); }

void describeImageMeta(igtl::MessageBase& message, Json& json) {
  auto& list = as<igtl::ImageMetaMessage>(message);
  std::vector<Json> items;
  for (int i = 0; i < list.GetNumberOfImageMetaElement(); ++i) {
    igtl::ImageMetaElement::Pointer element;
    list.GetImageMetaElement(i, element);
    igtlUint16 size[3];
    element->GetSize(size);
    igtl::TimeStamp::Pointer time = igtl::TimeStamp::New();
    element->GetTimeStamp(time);
    unsigned int seconds = 0, nanoseconds = 0;
    time->GetTimeStamp(&seconds, &nanoseconds);
    Json item;
    item.text("name", element->GetName()).text("device", element->GetDeviceName()).text("modality", element->GetModality());
    item.text("patientName", element->GetPatientName()).text("patientId", element->GetPatientID());
    item.num("seconds", seconds).num("nanoseconds", nanoseconds).nums("size", size, 3).num("scalar", static_cast<int>(element->GetScalarType()));
    items.push_back(item);
  }
  json.raw("images", Json::objects(items));
}
void copyImageMeta(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::ImageMetaMessage>(from);
  for (int i = 0; i < source.GetNumberOfImageMetaElement(); ++i) {
    igtl::ImageMetaElement::Pointer got, set = igtl::ImageMetaElement::New();
    source.GetImageMetaElement(i, got);
    igtlUint16 size[3];
    got->GetSize(size);
    igtl::TimeStamp::Pointer time = igtl::TimeStamp::New();
    got->GetTimeStamp(time);
    set->SetName(got->GetName());
    set->SetDeviceName(got->GetDeviceName());
    set->SetModality(got->GetModality());
    set->SetPatientName(got->GetPatientName());
    set->SetPatientID(got->GetPatientID());
    set->SetTimeStamp(time);
    set->SetSize(size);
    set->SetScalarType(got->GetScalarType());
    as<igtl::ImageMetaMessage>(to).AddImageMetaElement(set);
  }
}

void describeLabelMeta(igtl::MessageBase& message, Json& json) {
  auto& list = as<igtl::LabelMetaMessage>(message);
  std::vector<Json> items;
  for (int i = 0; i < list.GetNumberOfLabelMetaElement(); ++i) {
    igtl::LabelMetaElement::Pointer element;
    list.GetLabelMetaElement(i, element);
    igtlUint8 rgba[4];
    igtlUint16 size[3];
    element->GetRGBA(rgba);
    element->GetSize(size);
    Json item;
    item.text("name", element->GetName()).text("device", element->GetDeviceName()).num("label", static_cast<int>(element->GetLabel()));
    item.nums("rgba", rgba, 4).nums("size", size, 3).text("owner", element->GetOwner());
    items.push_back(item);
  }
  json.raw("labels", Json::objects(items));
}
void copyLabelMeta(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::LabelMetaMessage>(from);
  for (int i = 0; i < source.GetNumberOfLabelMetaElement(); ++i) {
    igtl::LabelMetaElement::Pointer got, set = igtl::LabelMetaElement::New();
    source.GetLabelMetaElement(i, got);
    igtlUint8 rgba[4];
    igtlUint16 size[3];
    got->GetRGBA(rgba);
    got->GetSize(size);
    set->SetName(got->GetName());
    set->SetDeviceName(got->GetDeviceName());
    set->SetLabel(got->GetLabel());
    set->SetRGBA(rgba);
    set->SetSize(size);
    set->SetOwner(got->GetOwner());
    as<igtl::LabelMetaMessage>(to).AddLabelMetaElement(set);
  }
}

void describeSensor(igtl::MessageBase& message, Json& json) {
  auto& sensor = as<igtl::SensorMessage>(message);
  std::vector<double> values;
  for (unsigned int i = 0; i < sensor.GetLength(); ++i) values.push_back(sensor.GetValue(i));
  json.num("unit", sensor.GetUnit()).raw("values", Json::array(values));
}
void copySensor(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::SensorMessage>(from);
  auto& target = as<igtl::SensorMessage>(to);
  target.SetLength(source.GetLength());
  target.SetUnit(source.GetUnit());
  for (unsigned int i = 0; i < source.GetLength(); ++i) target.SetValue(i, source.GetValue(i));
}

template <class T> std::string elements(igtl::ArrayBase& array) {
  return Json::array(static_cast<const T*>(array.GetRawArray()), array.GetRawArraySize() / sizeof(T));
}
void describeArray(igtl::MessageBase& message, Json& json) {
  auto& nd = as<igtl::NDArrayMessage>(message);
  igtl::ArrayBase& array = *nd.GetArray();
  json.num("scalar", nd.GetType()).raw("size", Json::array(array.GetSize()));
  switch (nd.GetType()) {
  case igtl::NDArrayMessage::TYPE_INT8: json.raw("values", elements<igtlInt8>(array)); break;
  case igtl::NDArrayMessage::TYPE_UINT8: json.raw("values", elements<igtlUint8>(array)); break;
  case igtl::NDArrayMessage::TYPE_INT16: json.raw("values", elements<igtlInt16>(array)); break;
  case igtl::NDArrayMessage::TYPE_UINT16: json.raw("values", elements<igtlUint16>(array)); break;
  case igtl::NDArrayMessage::TYPE_INT32: json.raw("values", elements<igtlInt32>(array)); break;
  case igtl::NDArrayMessage::TYPE_UINT32: json.raw("values", elements<igtlUint32>(array)); break;
  case igtl::NDArrayMessage::TYPE_FLOAT32: json.raw("values", elements<igtlFloat32>(array)); break;
  default: json.raw("values", elements<igtlFloat64>(array)); break;
  }
}
void copyArray(igtl::MessageBase& from, igtl::MessageBase& to) {
  // The library's message keeps a pointer to the array it is given, so the received one serves both.
  as<igtl::NDArrayMessage>(to).SetArray(as<igtl::NDArrayMessage>(from).GetType(), as<igtl::NDArrayMessage>(from).GetArray());
}

void describeColours(igtl::MessageBase& message, Json& json) {
  auto& table = as<igtl::ColorTableMessage>(message);
  json.num("index", table.GetIndexType()).num("map", table.GetMapType());
  const int entries = table.GetIndexType() == igtl::ColorTableMessage::INDEX_UINT8 ? 256 : 65536;
  if (table.GetMapType() == igtl::ColorTableMessage::MAP_UINT16)
    json.nums("table", static_cast<igtlUint16*>(table.GetTablePointer()), entries);
  else
    json.nums("table", static_cast<igtlUint8*>(table.GetTablePointer()), table.GetColorTableSize());
}
void copyColours(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::ColorTableMessage>(from);
  auto& target = as<igtl::ColorTableMessage>(to);
  target.SetIndexType(source.GetIndexType());
  target.SetMapType(source.GetMapType());
  target.AllocateTable();
  std::memcpy(target.GetTablePointer(), source.GetTablePointer(), source.GetColorTableSize());
}

Received child(igtl::BindMessage& bind, unsigned int i) {
  const PeerType* type = findType(bind.GetChildMessageType(i));
  if (!type) throw std::runtime_error("no type " + std::string(bind.GetChildMessageType(i)) + " for a bound message");
  Received received{type, type->make()};
  bind.GetChildMessage(i, received.message);
#ifndef PEER_HAS_HEADER_2
  received.message->Unpack(); // later releases do this themselves
#endif
  return received;
}
void describeBind(igtl::MessageBase& message, Json& json) {
  auto& bind = as<igtl::BindMessage>(message);
  std::vector<Json> items;
  for (int i = 0; i < bind.GetNumberOfChildMessages(); ++i) {
    Received received = child(bind, i);
    Json item;
    item.text("type", bind.GetChildMessageType(i)).text("device", received.message->GetDeviceName());
    received.type->describe(*received.message, item);
    items.push_back(item);
  }
  json.raw("children", Json::objects(items));
}
void copyBind(igtl::MessageBase& from, igtl::MessageBase& to) {
  static std::vector<igtl::MessageBase::Pointer> kept; // a BIND points into its children until it is packed
  auto& bind = as<igtl::BindMessage>(from);
  for (int i = 0; i < bind.GetNumberOfChildMessages(); ++i) {
    Received received = child(bind, i);
    igtl::MessageBase::Pointer copied = received.type->make();
    copied->SetDeviceName(received.message->GetDeviceName());
    received.type->copy(*received.message, *copied);
    copied->Pack();
    kept.push_back(copied);
    as<igtl::BindMessage>(to).AppendChildMessage(copied);
  }
}
// GET_BIND and STT_BIND: the library unpacks them as if they were a BIND and reads beyond their end.
void unreadable(igtl::MessageBase&, Json&) { throw std::runtime_error("the library cannot unpack this type"); }
void uncopied(igtl::MessageBase&, igtl::MessageBase&) { throw std::runtime_error("the library cannot unpack this type"); }

std::string cells(igtl::PolyDataCellArray* array) {
  std::string out = "[";
  for (unsigned int i = 0; array && i < array->GetNumberOfCells(); ++i) {
    std::vector<igtlUint32> cell(array->GetCellSize(i));
    array->GetCell(i, cell.data());
    if (i) out += ',';
    out += Json::array(cell);
  }
  return out + "]";
}
void describePolyData(igtl::MessageBase& message, Json& json) {
  auto& poly = as<igtl::PolyDataMessage>(message);
  std::string points = "[";
  for (int i = 0; poly.GetPoints() && i < poly.GetPoints()->GetNumberOfPoints(); ++i) {
    igtlFloat32 p[3];
    poly.GetPoints()->GetPoint(i, p);
    if (i) points += ',';
    points += Json::array(p, 3);
  }
  json.raw("points", points + "]").raw("vertices", cells(poly.GetVertices())).raw("lines", cells(poly.GetLines()));
  json.raw("polygons", cells(poly.GetPolygons())).raw("strips", cells(poly.GetTriangleStrips()));
  std::vector<Json> attributes;
  for (size_t i = 0; i < static_cast<size_t>(poly.GetNumberOfAttributes()); ++i) {
    igtl::PolyDataAttribute* attribute = poly.GetAttribute(i);
    std::vector<igtlFloat32> values(attribute->GetSize() * attribute->GetNumberOfComponents());
    attribute->GetData(values.data());
    Json item;
    item.text("name", attribute->GetName()).num("type", static_cast<int>(attribute->GetType()));
    item.num("components", attribute->GetNumberOfComponents()).raw("values", Json::array(values));
    attributes.push_back(item);
  }
  json.raw("attributes", Json::objects(attributes));
}
void copyPolyData(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::PolyDataMessage>(from);
  auto& target = as<igtl::PolyDataMessage>(to);
  if (source.GetPoints()) target.SetPoints(source.GetPoints());
  if (source.GetVertices()) target.SetVertices(source.GetVertices());
  if (source.GetLines()) target.SetLines(source.GetLines());
  if (source.GetPolygons()) target.SetPolygons(source.GetPolygons());
  if (source.GetTriangleStrips()) target.SetTriangleStrips(source.GetTriangleStrips());
  for (size_t i = 0; i < static_cast<size_t>(source.GetNumberOfAttributes()); ++i) target.AddAttribute(source.GetAttribute(i));
}

#ifdef PEER_HAS_HEADER_2
void describeCommand(igtl::MessageBase& message, Json& json) {
  auto& command = as<igtl::CommandMessage>(message);
  json.num("command", command.GetCommandId()).text("name", command.GetCommandName());
  json.num("encoding", static_cast<int>(command.GetContentEncoding())).text("content", command.GetCommandContent());
}
void copyCommand(igtl::MessageBase& from, igtl::MessageBase& to) {
  auto& source = as<igtl::CommandMessage>(from);
  auto& target = as<igtl::CommandMessage>(to);
  target.SetCommandId(source.GetCommandId());
  target.SetCommandName(source.GetCommandName());
  target.SetContentEncoding(source.GetContentEncoding());
  target.SetCommandContent(source.GetCommandContent());
}
#endif

#ifdef OpenIGTLink_ENABLE_VIDEOSTREAMING
void describeVideo(igtl::MessageBase& message, Json& json) {
  auto& video = as<igtl::VideoMessage>(message);
  int size[3] = {video.GetWidth(), video.GetHeight(), video.GetAdditionalZDimension()}, subSize[3], subOffset[3];
  video.GetSubVolume(subSize, subOffset);
  json.num("endian", video.GetEndian()).text("codec", video.GetCodecType()).num("frameType", video.GetFrameType()).nums("size", size, 3);
  describeScaledMatrix<igtl::VideoMessage>(message, json);
  json.nums("subOffset", subOffset, 3).nums("subSize", subSize, 3);
  json.nums("stream", video.GetPackFragmentPointer(2), video.GetBitStreamSize());
}
void describeVideoMeta(igtl::MessageBase& message, Json& json) {
  auto& list = as<igtl::VideoMetaMessage>(message);
  std::vector<Json> items;
  for (int i = 0; i < list.GetNumberOfVideoMetaElement(); ++i) {
    igtl::VideoMetaElement::Pointer element;
    list.GetVideoMetaElement(i, element);
    igtlUint16 size[3];
    element->GetSize(size[0], size[1], size[2]);
    igtl::Matrix4x4 m;
    element->GetMatrix(m);
    Json item;
    item.text("name", element->GetName()).text("device", element->GetDeviceName());
    item.text("patientName", element->GetPatientName()).text("patientId", element->GetPatientID());
    item.num("zoom", static_cast<int>(element->GetZoomLevel())).num("focalLength", element->GetFocalLength()).nums("size", size, 3);
    item.raw("matrix", columns(m)).num("scalar", static_cast<int>(element->GetScalarType()));
    items.push_back(item);
  }
  json.raw("videos", Json::objects(items));
}
void describeVideoStart(igtl::MessageBase& message, Json& json) {
  json.text("codec", as<igtl::StartVideoMessage>(message).GetCodecType()).num("interval", as<igtl::StartVideoMessage>(message).GetTimeInterval());
}
void noRepack(igtl::MessageBase&, igtl::MessageBase&) { throw std::runtime_error("not repacked"); }
#endif

std::vector<PeerType> allTypes() {
  std::vector<PeerType> types = {
      {"TRANSFORM", make<igtl::TransformMessage>, describeMatrix<igtl::TransformMessage>, copyTransform},
      {"POSITION", make<igtl::PositionMessage>, describePosition, copyPosition},
      {"IMAGE", make<igtl::ImageMessage>, describeImage, copyImage},
      {"STATUS", make<igtl::StatusMessage>, describeStatus, copyStatus},
      {"CAPABILITY", make<igtl::CapabilityMessage>, describeCapability, copyCapability},
      {"STRING", make<igtl::StringMessage>, describeString, copyString},
      {"POINT", make<igtl::PointMessage>, describePoints, copyPoints},
      {"TRAJ", make<igtl::TrajectoryMessage>, describeTrajectories, copyTrajectories},
      {"TDATA", make<igtl::TrackingDataMessage>, describeTracking, copyTracking},
      {"QTDATA", make<igtl::QuaternionTrackingDataMessage>, describeQuaternions, copyQuaternions},
      {"IMGMETA", make<igtl::ImageMetaMessage>, describeImageMeta, copyImageMeta},
      {"LBMETA", make<igtl::LabelMetaMessage>, describeLabelMeta, copyLabelMeta},
      {"SENSOR", make<igtl::SensorMessage>, describeSensor, copySensor},
      {"NDARRAY", make<igtl::NDArrayMessage>, describeArray, copyArray},
      {"COLORT", make<igtl::ColorTableMessage>, describeColours, copyColours},
      {"BIND", make<igtl::BindMessage>, describeBind, copyBind},
      {"POLYDATA", make<igtl::PolyDataMessage>, describePolyData, copyPolyData},
      {"STT_TDATA", make<igtl::StartTrackingDataMessage>, describeStart<igtl::StartTrackingDataMessage>, copyStart<igtl::StartTrackingDataMessage>},
      {"STT_QTDATA", make<igtl::StartQuaternionTrackingDataMessage>, describeStart<igtl::StartQuaternionTrackingDataMessage>,
       copyStart<igtl::StartQuaternionTrackingDataMessage>},
      {"RTS_TDATA", make<igtl::RTSTrackingDataMessage>, describeRts<igtl::RTSTrackingDataMessage>, copyRts<igtl::RTSTrackingDataMessage>},
      {"RTS_QTDATA", make<igtl::RTSQuaternionTrackingDataMessage>, describeRts<igtl::RTSQuaternionTrackingDataMessage>,
       copyRts<igtl::RTSQuaternionTrackingDataMessage>},
      {"RTS_BIND", make<igtl::RTSBindMessage>, describeRts<igtl::RTSBindMessage>, copyRts<igtl::RTSBindMessage>},
      {"GET_BIND", make<igtl::GetBindMessage>, unreadable, uncopied, false},
      {"STT_BIND", make<igtl::StartBindMessage>, unreadable, uncopied, false},
      {"STP_BIND", make<igtl::StopBindMessage>, nothing, noCopy},
      {"STP_TDATA", make<igtl::StopTrackingDataMessage>, nothing, noCopy},
      {"STP_QTDATA", make<igtl::StopQuaternionTrackingDataMessage>, nothing, noCopy},
      {"GET_TRANS", make<igtl::GetTransformMessage>, nothing, noCopy},
      {"GET_IMAGE", make<igtl::GetImageMessage>, nothing, noCopy},
      {"GET_STATUS", make<igtl::GetStatusMessage>, nothing, noCopy},
      {"GET_POINT", make<igtl::GetPointMessage>, nothing, noCopy},
      {"GET_TRAJ", make<igtl::GetTrajectoryMessage>, nothing, noCopy},
      {"GET_IMGMETA", make<igtl::GetImageMetaMessage>, nothing, noCopy},
      {"GET_LBMETA", make<igtl::GetLabelMetaMessage>, nothing, noCopy},
      {"GET_COLORT", make<igtl::GetColorTableMessage>, nothing, noCopy},
      {"GET_POLYDATA", make<igtl::GetPolyDataMessage>, nothing, noCopy},
  };
#ifdef PEER_HAS_HEADER_2
  types.push_back({"COMMAND", make<igtl::CommandMessage>, describeCommand, copyCommand});
  types.push_back({"RTS_COMMAND", make<igtl::RTSCommandMessage>, describeCommand, copyCommand});
#endif
#ifdef OpenIGTLink_ENABLE_VIDEOSTREAMING
  types.push_back({"VIDEO", make<igtl::VideoMessage>, describeVideo, noRepack});
  types.push_back({"VIDEOMETA", make<igtl::VideoMetaMessage>, describeVideoMeta, noRepack});
  types.push_back({"STT_VIDEO", make<igtl::StartVideoMessage>, describeVideoStart, noRepack});
  types.push_back({"STP_VIDEO", make<igtl::StopVideoMessage>, nothing, noCopy});
  types.push_back({"GET_VMETA", make<igtl::GetVideoMetaMessage>, nothing, noCopy});
#endif
#ifndef PEER_HAS_HEADER_2 // the class is gone from the library's master
  types.push_back({"GET_CAPABIL", make<igtl::GetCapabilityMessage>, nothing, noCopy});
#endif
  return types;
}

} // namespace

const std::vector<PeerType>& peerTypes() {
  static const std::vector<PeerType> types = allTypes();
  return types;
}

const PeerType* findType(const std::string& name) {
  for (const PeerType& type : peerTypes())
    if (type.name == name) return &type;
  return nullptr;
}
