"""FoldLink for 3D Slicer: segmentation by a FoldLink bridge over OpenIGTLink. Not for clinical use."""

from __future__ import annotations

import slicer
from slicer.ScriptedLoadableModule import (
    ScriptedLoadableModule,
    ScriptedLoadableModuleTest,
    ScriptedLoadableModuleWidget,
)

from FoldLinkLib.text import tr as _


class FoldLink(ScriptedLoadableModule):
    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = "FoldLink"
        self.parent.categories = [_("Segmentation"), _("IGT")]
        self.parent.dependencies = ["OpenIGTLinkIF", "Segmentations", "Markups", "SubjectHierarchy"]
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
    """Slicer's own self-test: without a bridge what needs none; with one on localhost a whole run."""

    def setUp(self):
        slicer.mrmlScene.Clear()

    def runTest(self, **_kwargs):
        for test in (self.test_the_panel_says_that_nothing_listens, self.test_a_run):
            self.setUp()
            test()

    def test_the_panel_says_that_nothing_listens(self):
        pass
