"""A test rig of real Slicer parts (slicer-core) and stand-ins for those that are not on PyPI. Test code; Python 3.11."""
