// What a device of OpenIGTLinkIO holds, as the fields of a JSON object.
#pragma once

#include <iomanip>
#include <map>
#include <sstream>
#include <string>

#include <igtlioImageDevice.h>
#include <igtlioPointDevice.h>
#include <igtlioPolyDataDevice.h>
#include <igtlioStatusDevice.h>
#include <igtlioStringDevice.h>
#include <igtlioTransformDevice.h>

#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkIdList.h>
#include <vtkImageData.h>
#include <vtkMatrix4x4.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>

namespace
{
std::map<std::string, vtkImageData*> seen;

std::string quoted(const std::string& text)
{
  std::ostringstream out;
  out << '"';
  for (unsigned char c : text)
  {
    if (c == '"' || c == '\\') out << '\\' << c;
    else if (c < 0x20) out << "\\u" << std::hex << std::setw(4) << std::setfill('0') << int(c) << std::dec;
    else out << c;
  }
  out << '"';
  return out.str();
}

std::string matrixOf(vtkMatrix4x4* matrix)
{
  std::ostringstream out;
  out << std::setprecision(9) << '[';
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 4; ++column)
      out << (row || column ? "," : "") << matrix->GetElement(row, column);
  out << ']';
  return out.str();
}

std::string cellsOf(vtkCellArray* cells)
{
  std::ostringstream out;
  out << '[';
  vtkNew<vtkIdList> ids;
  for (vtkIdType cell = 0; cells && cell < cells->GetNumberOfCells(); ++cell)
  {
    cells->GetCellAtId(cell, ids);
    out << (cell ? ",[" : "[");
    for (vtkIdType i = 0; i < ids->GetNumberOfIds(); ++i) out << (i ? "," : "") << ids->GetId(i);
    out << ']';
  }
  out << ']';
  return out.str();
}

std::string arraysOf(vtkFieldData* data)
{
  std::ostringstream out;
  out << std::setprecision(9) << '{';
  for (int i = 0; i < data->GetNumberOfArrays(); ++i)
  {
    vtkDataArray* array = data->GetArray(i);
    out << (i ? "," : "") << quoted(array->GetName() ? array->GetName() : "") << ":[";
    for (vtkIdType t = 0; t < array->GetNumberOfTuples(); ++t)
      for (int c = 0; c < array->GetNumberOfComponents(); ++c) out << (t || c ? "," : "") << array->GetComponent(t, c);
    out << ']';
  }
  out << '}';
  return out.str();
}

std::string contentOf(igtlioDevice* device)
{
  std::ostringstream out;
  out << std::setprecision(9);
  if (auto* image = igtlioImageDevice::SafeDownCast(device))
  {
    auto content = image->GetContent();
    int size[3];
    content.image->GetDimensions(size);
    vtkImageData*& before = seen[device->GetDeviceName()];
    out << ",\"size\":[" << size[0] << ',' << size[1] << ',' << size[2] << "],\"scalar\":" << content.image->GetScalarType()
        << ",\"components\":" << content.image->GetNumberOfScalarComponents() << ",\"same_voxels\":" << (before == content.image ? "true" : "false")
        << ",\"matrix\":" << matrixOf(content.transform) << ",\"bytes\":\"";
    before = content.image;
    auto* bytes = static_cast<unsigned char*>(content.image->GetScalarPointer());
    size_t count = content.image->GetNumberOfPoints() * content.image->GetNumberOfScalarComponents() * content.image->GetScalarSize();
    for (size_t i = 0; i < count; ++i) out << std::hex << std::setw(2) << std::setfill('0') << int(bytes[i]);
    out << std::dec << '"';
  }
  else if (auto* status = igtlioStatusDevice::SafeDownCast(device))
  {
    auto content = status->GetContent();
    out << ",\"code\":" << content.code << ",\"subcode\":" << content.subcode << ",\"error\":" << quoted(content.errorname)
        << ",\"text\":" << quoted(content.statusstring);
  }
  else if (auto* string = igtlioStringDevice::SafeDownCast(device))
  {
    out << ",\"encoding\":" << string->GetContent().encoding << ",\"text\":" << quoted(string->GetContent().string_msg);
  }
  else if (auto* transform = igtlioTransformDevice::SafeDownCast(device))
  {
    out << ",\"matrix\":" << matrixOf(transform->GetContent().transform);
  }
  else if (auto* poly = igtlioPolyDataDevice::SafeDownCast(device))
  {
    auto data = poly->GetContent().polydata;
    out << ",\"points\":[";
    for (vtkIdType i = 0; i < data->GetNumberOfPoints(); ++i)
    {
      double* p = data->GetPoint(i);
      out << (i ? ",[" : "[") << p[0] << ',' << p[1] << ',' << p[2] << ']';
    }
    out << "],\"lines\":" << cellsOf(data->GetLines()) << ",\"polygons\":" << cellsOf(data->GetPolys()) << ",\"strips\":" << cellsOf(data->GetStrips())
        << ",\"point_arrays\":" << arraysOf(data->GetPointData()) << ",\"cell_arrays\":" << arraysOf(data->GetCellData());
  }
  else if (auto* points = igtlioPointDevice::SafeDownCast(device))
  {
    out << ",\"points\":[";
    bool first = true;
    for (const auto& point : points->GetContent().PointElements)
    {
      out << (first ? "{" : ",{") << "\"name\":" << quoted(point.Name) << ",\"group\":" << quoted(point.GroupName) << ",\"rgba\":[" << int(point.RGBA[0]) << ','
          << int(point.RGBA[1]) << ',' << int(point.RGBA[2]) << ',' << int(point.RGBA[3]) << "],\"position\":[" << point.Position[0] << ','
          << point.Position[1] << ',' << point.Position[2] << "]}";
      first = false;
    }
    out << ']';
  }
  return out.str();
}

std::string metadataOf(igtlioDevice* device)
{
  std::ostringstream out;
  out << ",\"metadata\":{";
  bool first = true;
  for (const auto& entry : device->GetMetaData())
  {
    out << (first ? "" : ",") << quoted(entry.first) << ':' << quoted(entry.second.second);
    first = false;
  }
  out << '}';
  return out.str();
}
}
