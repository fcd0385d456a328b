"""FoldLink for 3D Slicer: segmentation by a FoldLink bridge over OpenIGTLink. Not for clinical use."""

from __future__ import annotations

import slicer
from FoldLinkLib.text import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModule, ScriptedLoadableModuleTest, ScriptedLoadableModuleWidget


class FoldLink(ScriptedLoadableModule):
    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = "FoldLink"
        self.parent.categories = [_("Segmentation"), _("IGT")]
        # not OpenIGTLinkIF: without it Slicer would leave the module out, and nobody would read what to install
        self.parent.dependencies = ["Segmentations", "Markups", "SubjectHierarchy"]
        self.parent.contributors = ["The FoldLink contributors"]
        self.parent.helpText = _(
            "Segments CT and MR images with a FoldLink bridge: connect, open a folder, choose a model, press Segment. "
            "<b>Not for clinical use.</b>"
        )
        self.parent.acknowledgementText = _("FoldLink speaks OpenIGTLink by way of SlicerOpenIGTLink.")
        slicer.app.connect("startupCompleted()", add_sample_data)


def add_sample_data():
    """The phantom, in the Sample Data module. It is made here, nothing is downloaded."""
    import os

    import SampleData

    SampleData.SampleDataLogic.registerCustomSampleDataSource(
        category="FoldLink",
        sampleName=_("FoldLink abdomen phantom"),
        thumbnailFileName=os.path.join(os.path.dirname(__file__), "Resources", "Icons", "FoldLink.png"),
        nodeNames="FoldLinkPhantom",
        customDownloader=lambda _source: [make_phantom()],
    )


def make_phantom():
    from FoldLinkLib import phantom

    return phantom.make(slicer.mrmlScene)


class FoldLinkWidget(ScriptedLoadableModuleWidget):
    def __init__(self, parent=None):
        self.panel = None
        super().__init__(parent)

    def setup(self):
        super().setup()
        from FoldLinkLib import launcher
        from FoldLinkLib.bridge import Bridge
        from FoldLinkLib.igtl import SlicerIgtl
        from FoldLinkLib.panel import Panel
        from FoldLinkLib.panel_host import Host

        form = slicer.util.loadUI(self.resourcePath("UI/FoldLink.ui"))
        self.layout.addWidget(form)
        form.setMRMLScene(slicer.mrmlScene)
        self.form = form
        self.panel = Panel(slicer.util.childWidgetVariables(form), Host(), Bridge(slicer.mrmlScene, SlicerIgtl()), launcher)

    def enter(self):
        if self.panel:
            self.panel.enter()

    def exit(self):
        if self.panel:
            self.panel.exit()

    def cleanup(self):
        """Also before a reload: nothing of the panel may stay."""
        if self.panel:
            self.panel.close()
            self.panel = None

    def onReload(self):
        """The library's files are read again too, not this one alone."""
        import sys

        self.cleanup()
        for name in [n for n in sys.modules if n.split(".")[0] == "FoldLinkLib"]:
            del sys.modules[name]
        super().onReload()


class FoldLinkTest(ScriptedLoadableModuleTest):
    """Slicer's own self-test: what needs no bridge, and a whole run where one listens on localhost:18944."""

    def runTest(self, **_kwargs):
        for test in (self.test_nothing_listens, self.test_a_run):
            slicer.mrmlScene.Clear(0)
            widget = slicer.util.getModuleWidget("FoldLink")
            self.delayDisplay(test.__doc__)
            test(widget.panel, widget.panel.context.ui)
        self.delayDisplay(_("The self-test passed."))

    def test_nothing_listens(self, panel, ui):
        """On a port where nothing listens, the panel says so and what to do."""
        self.connect(ui, "localhost:9")
        self.wait(lambda: "localhost:9" in ui.stateLabel.text, 20, ui)
        assert not ui.segmentButton.enabled
        ui.connectButton.click()
        assert not ui.pingButton.enabled

    def test_a_run(self, panel, ui):
        """The phantom is segmented, if there is a bridge with the model phantom-abdomen."""
        from FoldLinkLib.bridge import State

        self.connect(ui, self.address())
        try:
            self.wait(lambda: panel.bridge.state is State.CONNECTED, 10, ui)
        except AssertionError:
            self.delayDisplay(_("There is no bridge on this computer, so no run was tried: {reason}").format(reason=ui.stateLabel.text))
            return
        volume = make_phantom()
        self.wait(lambda: "phantom-abdomen" in panel.model.models, 20, ui)
        panel.model.choose("phantom-abdomen")
        panel.inputs.selectors["CT"].setCurrentNode(volume)
        ui.foldsSpin.value = 1
        ui.mirroringCheck.checked = False
        self.wait(lambda: ui.segmentButton.enabled, 5, ui)
        ui.segmentButton.click()
        self.wait(lambda: panel.result.built is not None, 300, ui)
        names = {structure.label.name for structure in panel.result.built.result.structures}
        assert "liver" in names, names
        assert ui.resultTable.rowCount == len(panel.result.built.segment_ids)
        ui.connectButton.click()

    def address(self):
        return "localhost:18944"

    def connect(self, ui, address):
        if ui.connectButton.text != _("&Connect"):
            ui.connectButton.click()
        ui.addressEdit.text = address
        ui.connectButton.click()

    def wait(self, condition, seconds, ui):
        import time

        end = time.monotonic() + seconds
        while not condition():
            slicer.app.processEvents()
            assert time.monotonic() < end, f"{ui.stateLabel.text} {ui.messageLabel.text}"
            time.sleep(0.01)
