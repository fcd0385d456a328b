"""What a model folder reaches on kept-out cases: folds and ensemble, doubt, precisions."""
