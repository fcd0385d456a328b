"""Training by nnU-Net v2 itself: its planner, preprocessor, networks, loss and results folder."""
