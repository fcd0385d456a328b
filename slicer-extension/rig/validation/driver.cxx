// Drives OpenIGTLinkIO's igtlioConnector by commands on standard input and prints each event as a line of JSON, so that the rig's stand-in can
// be held against it. As SlicerOpenIGTLink does, it ticks only while connected, announces header version 2 upon ConnectedEvent, and asks of each
// device its content when that has been modified. README.md says how to build it.
//
//   start HOST PORT | stop | state | crc 0|1 | tick | command NAME TIMEOUT_S CONTENT | push KIND | quit      (fields separated by tabs)
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <igtlObjectFactoryBase.h>
#include <igtlioCommand.h>
#include <igtlioConnector.h>

#include <vtkCallbackCommand.h>
#include <vtkFloatArray.h>
#include <vtkPoints.h>

#include "describe.hxx"

namespace
{
vtkSmartPointer<igtlioConnector> connector;

void print(const std::string& event, const std::string& more = "") { std::cout << "{\"event\":" << quoted(event) << more << "}\n"; }

std::string named(igtlioDevice* device) { return ",\"type\":" + quoted(device->GetDeviceType()) + ",\"device\":" + quoted(device->GetDeviceName()); }

void announce()
{
  igtlioDeviceKeyType key("STATUS", "");
  auto device = igtlioStatusDevice::SafeDownCast(connector->GetDevice(key));
  vtkSmartPointer<igtlioStatusDevice> status = device;
  if (!status)
  {
    status = vtkSmartPointer<igtlioStatusDevice>::New();
    status->SetContent({ 0, 0, "", "" });
    connector->AddDevice(status);
  }
  status->SetMetaDataElement("dummy", IANA_TYPE_US_ASCII, "dummy");
  connector->SendMessage(key);
  connector->RemoveDevice(status);
}

void onDevice(vtkObject* caller, unsigned long event, void*, void*)
{
  auto* device = static_cast<igtlioDevice*>(caller);
  if (!device->MessageDirectionIsIn()) return;
  if (event == igtlioDevice::AboutToReceiveEvent) print("about_to_receive", named(device));
  else print("modified", named(device) + metadataOf(device) + contentOf(device));
}

vtkSmartPointer<vtkCallbackCommand> deviceObserver;

void onConnector(vtkObject*, unsigned long event, void*, void* data)
{
  switch (event)
  {
    case igtlioConnector::ConnectedEvent:
      announce();
      print("connected");
      break;
    case igtlioConnector::DisconnectedEvent: print("disconnected"); break;
    case igtlioConnector::DeactivatedEvent: print("deactivated"); break;
    case igtlioConnector::ActivatedEvent: print("activated"); break;
    case igtlioConnector::RemovedDeviceEvent: print("removed_device", named(static_cast<igtlioDevice*>(data))); break;
    case igtlioConnector::NewDeviceEvent:
    {
      auto* device = static_cast<igtlioDevice*>(data);
      print("new_device", named(device));
      device->AddObserver(device->GetDeviceContentModifiedEvent(), deviceObserver);
      device->AddObserver(igtlioDevice::AboutToReceiveEvent, deviceObserver);
      break;
    }
  }
}

void onCommand(vtkObject* caller, unsigned long event, void*, void*)
{
  auto* command = static_cast<igtlioCommand*>(caller);
  std::ostringstream more;
  more << ",\"id\":" << command->GetCommandId() << ",\"status\":" << int(command->GetStatus()) << ",\"successful\":" << (command->GetSuccessful() ? "true" : "false")
       << ",\"content\":" << quoted(command->GetResponseContent()) << ",\"error\":" << quoted(command->GetErrorMessage());
  if (event == igtlioCommand::CommandResponseEvent) print("response", more.str());
  if (event == igtlioCommand::CommandExpiredEvent) print("expired", more.str());
  if (event == igtlioCommand::CommandCompletedEvent) print("completed", more.str());
}

vtkSmartPointer<igtlioDevice> pushed(const std::string& kind, std::string& tag)
{
  if (kind == "IMAGE")
  {
    tag = "Volume";
    auto image = vtkSmartPointer<vtkImageData>::New();
    image->SetDimensions(4, 3, 2);
    image->AllocateScalars(VTK_SHORT, 1);
    auto* voxels = static_cast<short*>(image->GetScalarPointer());
    for (int i = 0; i < 24; ++i) voxels[i] = short(7 * i - 50);
    auto matrix = vtkSmartPointer<vtkMatrix4x4>::New();
    const double rows[12] = { -0.4, 0.1, 0.5, 100, 0.3, -0.5, 0.25, 50, 0.05, 0.2, 1.9, -30 };
    for (int i = 0; i < 12; ++i) matrix->SetElement(i / 4, i % 4, rows[i]);
    auto device = vtkSmartPointer<igtlioImageDevice>::New();
    device->SetContent({ image, matrix });
    return device;
  }
  if (kind == "STRING")
  {
    tag = "Text";
    auto device = vtkSmartPointer<igtlioStringDevice>::New();
    device->SetContent({ 106, "größer" });
    return device;
  }
  if (kind == "TRANSFORM")
  {
    tag = "LinearTransform";
    auto matrix = vtkSmartPointer<vtkMatrix4x4>::New();
    const double rows[12] = { 0, -1, 0, 10, 1, 0, 0, -20, 0, 0, 1, 30.5 };
    for (int i = 0; i < 12; ++i) matrix->SetElement(i / 4, i % 4, rows[i]);
    auto device = vtkSmartPointer<igtlioTransformDevice>::New();
    device->SetContent({ matrix, "out", "", "" });
    return device;
  }
  if (kind == "POINT")
  {
    tag = "MarkupsFiducial";
    igtlioPointConverter::ContentData content;
    for (int i = 0; i < 2; ++i)
    {
      igtlioPointConverter::PointElement point;
      point.Name = i ? "b" : "a";
      point.GroupName = i ? "Unselected" : "Selected";
      const int colours[2][4] = { { 255, 0, 0, 255 }, { 230, 230, 77, 0 } };
      for (int c = 0; c < 4; ++c) point.RGBA[c] = colours[i][c];
      for (int c = 0; c < 3; ++c) point.Position[c] = 1.5 * (i + 1) * (c + 1);
      point.Radius = 0;
      content.PointElements.push_back(point);
    }
    auto device = vtkSmartPointer<igtlioPointDevice>::New();
    device->SetContent(content);
    return device;
  }
  tag = "Model";
  auto data = vtkSmartPointer<vtkPolyData>::New();
  vtkNew<vtkPoints> points;
  for (int i = 0; i < 4; ++i) points->InsertNextPoint(i, 0.5 * i, -i);
  data->SetPoints(points);
  vtkNew<vtkCellArray> lines, polygons;
  lines->InsertNextCell({ 0, 1, 2 });
  polygons->InsertNextCell({ 1, 2, 3 });
  data->SetLines(lines);
  data->SetPolys(polygons);
  vtkNew<vtkFloatArray> label;
  label->SetName("label");
  for (int i = 0; i < 4; ++i) label->InsertNextValue(i + 1);
  data->GetPointData()->AddArray(label);
  auto device = vtkSmartPointer<igtlioPolyDataDevice>::New();
  device->SetContent({ data, "out" });
  return device;
}

void push(const std::string& kind)
{
  std::string tag;
  auto device = pushed(kind, tag);
  device->SetDeviceName("out");
  device->SetMessageDirection(igtlioDevice::MESSAGE_DIRECTION_OUT);
  connector->AddDevice(device);
  device->SetMetaDataElement("MRMLNodeName", IANA_TYPE_US_ASCII, tag);
  device->SetMetaDataElement(kind == "TRANSFORM" ? "TransformStatus" : "Status", IANA_TYPE_US_ASCII, "OK");
  connector->SendMessage(igtlioDeviceKeyType::CreateDeviceKey(device));
  connector->RemoveDevice(device);
}
}

int main()
{
  igtl::ObjectFactoryBase::CreateInstance("");
  vtkObject::GlobalWarningDisplayOff();
  connector = vtkSmartPointer<igtlioConnector>::New();
  deviceObserver = vtkSmartPointer<vtkCallbackCommand>::New();
  deviceObserver->SetCallback(onDevice);
  vtkNew<vtkCallbackCommand> connectorObserver, commandObserver;
  connectorObserver->SetCallback(onConnector);
  commandObserver->SetCallback(onCommand);
  connector->AddObserver(vtkCommand::AnyEvent, connectorObserver);
  std::vector<igtlioCommandPointer> commands;
  std::string line;
  while (std::getline(std::cin, line))
  {
    std::vector<std::string> words;
    std::istringstream in(line);
    for (std::string word; std::getline(in, word, '\t');) words.push_back(word);
    const std::string& what = words[0];
    std::string answer = "true";
    if (what == "start")
    {
      connector->SetTypeClient(words[1], std::stoi(words[2]));
      connector->Start();
    }
    else if (what == "stop") connector->Stop();
    else if (what == "crc") connector->SetCheckCRC(words[1] == "1");
    else if (what == "state") answer = std::to_string(connector->GetState());
    else if (what == "tick")
    {
      if (connector->GetState() == igtlioConnector::STATE_CONNECTED) connector->PeriodicProcess();
    }
    else if (what == "command")
    {
      igtlioCommandPointer command = igtlioCommandPointer::New();
      command->SetName(words[1]);
      command->SetTimeoutSec(std::stod(words[2]));
      command->SetCommandContent(words[3]);
      command->SetBlocking(false);
      command->AddObserver(vtkCommand::AnyEvent, commandObserver);
      commands.push_back(command);
      connector->SendCommand(command);
      answer = std::to_string(int(command->GetStatus()));
    }
    else if (what == "push") push(words[1]);
    else if (what == "quit") break;
    std::cout << "{\"done\":" << answer << "}" << std::endl;
  }
  connector->Stop();
  return 0;
}
