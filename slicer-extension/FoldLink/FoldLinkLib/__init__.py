"""What the FoldLink module does, apart from its panel: takes a scene and logics, never Qt. Python 3.9, no package but Slicer's own."""

NOTICE = "Not for clinical use."
VERSION = "0.1.0"
DIALOGUE = "1.0"
