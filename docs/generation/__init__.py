"""What the pages of docs/ say of the code, read from the code: tables of the model, keys of the configuration, the names of `sim`."""
